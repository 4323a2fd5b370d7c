using System.CommandLine;
using System.Text.Json.Nodes;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Tool.Commands;
using Pum.Tool.GitHub;
using Pum.Tool.Options;

namespace Pum.Tool.Tests.GitHub;

/// <summary>What becomes of a command that succeeded when something ends it, or its outputs cannot be written.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ActionOutputsTests : IDisposable
{
    private const string Succeeded = "The command succeeded, but the outputs of the step could not be written: ";

    private readonly TestFolder _folder = new();
    private readonly string? _place = Environment.GetEnvironmentVariable("GITHUB_OUTPUT");

    /// <inheritdoc/>
    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GITHUB_OUTPUT", _place);
        _folder.Dispose();
    }

    [TestMethod]
    public async Task A_limit_that_expires_after_the_command_denies_nothing()
    {
        var (exitCode, error) = await RunAsync("outputs");

        Assert.AreEqual("", error);
        Assert.AreEqual(ExitCodes.Success, exitCode);
        Assert.Contains("17.6", await File.ReadAllTextAsync(_folder["outputs"]));
    }

    [TestMethod]
    public async Task Outputs_that_cannot_be_written_do_not_say_that_the_command_failed()
    {
        var (exitCode, error) = await RunAsync("missing/outputs");

        Assert.Contains("PUM1004", error);
        Assert.Contains(Succeeded, error);
        Assert.DoesNotContain("as it was", error);
        Assert.AreEqual(ExitCodes.Failure, exitCode);
    }

    [TestMethod]
    public async Task A_signal_while_they_are_written_does_not_either()
    {
        _folder.Write("a.dump", "PGDMP");

        var failure = await WriteAsync("a.dump", new CancellationToken(canceled: true));

        Assert.AreEqual($"{Succeeded}the step was stopped.", failure?.Text);
        Assert.IsFalse(File.Exists(_folder["outputs"]));
    }

    [TestMethod]
    public async Task Nor_does_a_dump_that_is_gone()
    {
        var failure = await WriteAsync("a.dump");

        Assert.AreEqual(PumCodes.DumpNotWritable, failure?.Code);
        Assert.StartsWith($"{Succeeded}The file '{_folder["a.dump"]}' cannot be read", failure!.Message);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(60_000)]
    public async Task Nor_does_a_pipe_that_nobody_reads()
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder["outputs"]]))
            await mkfifo.WaitForExitAsync();

        Assert.AreEqual($"{Succeeded}'{_folder["outputs"]}' is not a regular file.", (await WriteAsync(""))?.Text);
    }

    private Task<PumFailure?> WriteAsync(string file, CancellationToken cancellationToken = default)
    {
        var environment = HostEnvironment.Current(_folder.FullName);
        environment = environment with { Variables = environment.Variables.SetItem("GITHUB_OUTPUT", "outputs") };
        return new ActionOutputs(file).WriteAsync([], environment, cancellationToken);
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string outputs)
    {
        Environment.SetEnvironmentVariable("GITHUB_OUTPUT", _folder[outputs]);
        var (connection, output, command) = (new ConnectionOptions(), new OutputOptions(), new LateCommand());
        foreach (var option in connection.All.Concat(output.All))
            command.Options.Add(option);
        using var error = new StringWriter();
        var run = new CommandRun(connection, output, TextWriter.Null, error, new ActionOutputs(""));
        return (await run.RunAsync(command, new RootCommand { command }.Parse(["late", "--timeout=1ms"])), error.ToString());
    }

    /// <summary>Succeeds when its time is up.</summary>
    private sealed class LateCommand() : PumCommand("late", "Succeeds when its time is up.")
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Examples => [];

        /// <inheritdoc/>
        public override string LeftAsItWas(ParseResult result) => "It is as it was before.";

        /// <inheritdoc/>
        public override async Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken)
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, cancellationToken));
            return new() { ["serverVersion"] = "17.6" };
        }
    }
}
