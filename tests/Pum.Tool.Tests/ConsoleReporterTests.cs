using System.Text.Json;
using System.Text.Json.Nodes;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Tool.Output;

namespace Pum.Tool.Tests;

/// <summary>What is printed, and where.</summary>
[TestClass]
public sealed class ConsoleReporterTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [TestMethod]
    public void The_outcome_goes_to_standard_output_and_all_else_to_standard_error()
    {
        Say(new());

        Assert.AreEqual("target\n", _output.ToString());
        Assert.AreEqual(
            "at 1 of 2\n/dump.sql(7): warning PUM4001: It broke. Mend it.\npum: error PUM1001: Jobs is 2. Leave --jobs out.\n"
                .Replace("Jobs is", "--jobs is", StringComparison.Ordinal),
            _error.ToString());
    }

    [TestMethod]
    public void Quiet_leaves_warnings_and_errors()
    {
        Say(new() { Verbosity = Verbosity.Quiet });

        Assert.AreEqual("", _output.ToString());
        Assert.HasCount(2, _error.ToString().TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void Verbose_adds_the_details()
    {
        Say(new() { Verbosity = Verbosity.Detailed });

        Assert.Contains("a command line\n", _error.ToString());
        Assert.Contains("DETAIL: because\n", _error.ToString());
    }

    [TestMethod]
    public void With_JSON_nothing_else_is_on_standard_output()
    {
        Say(new() { IsJson = true });

        Assert.AreEqual("", _output.ToString());
        Assert.StartsWith("target\n", _error.ToString());
    }

    [TestMethod]
    public void On_a_terminal_one_line_of_progress_is_rewritten_and_removed()
    {
        var reporter = new ConsoleReporter(new() { LineWidth = 12, HasColours = true }, _output, _error);
        Assert.IsLessThan(TimeSpan.FromSeconds(1), reporter.ProgressInterval);
        reporter.Progress("a long line of it");
        reporter.Progress("short");
        reporter.Error(Broken);

        Assert.AreEqual(
            "\ra long lin…\rshort      \r     \r/dump.sql(7): \u001b[1;31merror PUM4001:\u001b[0m It broke. Mend it.\n", _error.ToString());
    }

    [TestMethod]
    [DataRow("/repository", "file=sub/a%3Ab%2C100%25.sql")]
    [DataRow("/elsewhere", "file=/repository/sub/a%3Ab%2C100%25.sql")]
    [DataRow(null, "file=/repository/sub/a%3Ab%2C100%25.sql")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void An_annotation_is_escaped(string? workspace, string file)
    {
        var reporter = new ConsoleReporter(new() { Annotates = true, Workspace = workspace }, _output, _error);
        reporter.Error(Broken with { Message = "50% of\n::it ##[group]a", Location = new("/repository/sub/a:b,100%.sql", 3, 4) });

        Assert.AreEqual($"::error {file},line=3,col=4,title=PUM4001::50%25 of ::it # #[group]a Mend it.\n", _error.ToString());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void An_annotation_controls_no_terminal()
    {
        var reporter = new ConsoleReporter(new() { Annotates = true, Workspace = "/repository" }, _output, _error);
        reporter.Error(Broken with { Advice = "Mend\u001b[2J \u202Eit.", Location = new("/repository/..foo/a\u001bb\u202Ec##[d]") });

        Assert.AreEqual("::error file=..foo/a b c# #[d],title=PUM4001::It broke. Mend [2J  it.\n", _error.ToString());
    }

    [TestMethod]
    public void JSON_changes_no_direction_of_writing()
    {
        var text = JsonOutcome.Of(new JsonObject { ["file"] = "a\u202Eb\u2066c\u009Bd" }, []);

        Assert.AreEqual(text, WorkflowCommands.Disarm(text));
        Assert.AreEqual("a\u202Eb\u2066c\u009Bd", JsonDocument.Parse(text).RootElement.GetProperty("file").GetString());
    }

    [TestMethod]
    public void No_text_commands_a_runner()
    {
        var reporter = new ConsoleReporter(new() { Verbosity = Verbosity.Detailed }, _output, _error);
        reporter.Message(ReportImportance.High, "a\n::set-output name=x::y\n##[error]z\u001b[2J");

        Assert.AreEqual("a\n: :set-output name=x::y\n# #[error]z [2J\n", _output.ToString());
    }

    [TestMethod]
    public void JSON_says_all_of_a_failure_and_commands_no_runner()
    {
        var failure = Broken with { Message = "##[group]ü", Details = ["DETAIL: because"], SqlState = "23505", FailingObject = "TABLE a" };
        var text = JsonOutcome.Of([failure], []);
        Assert.DoesNotContain("#", text);
        Assert.DoesNotContain("\n", text);

        var error = JsonDocument.Parse(text).RootElement.GetProperty("errors")[0];
        Assert.AreEqual("PUM4001", error.GetProperty("code").GetString());
        Assert.AreEqual("##[group]ü", error.GetProperty("message").GetString());
        Assert.AreEqual("Mend it.", error.GetProperty("advice").GetString());
        Assert.AreEqual("/dump.sql", error.GetProperty("file").GetString());
        Assert.AreEqual(7, error.GetProperty("line").GetInt32());
        Assert.AreEqual("23505", error.GetProperty("sqlState").GetString());
        Assert.AreEqual("TABLE a", error.GetProperty("object").GetString());
        Assert.AreEqual("DETAIL: because", error.GetProperty("details")[0].GetString());
        Assert.AreEqual("""{"size":1,"warnings":[]}""", JsonOutcome.Of(new JsonObject { ["size"] = 1 }, []));
    }

    [TestMethod]
    [DataRow("Set ReplaceDatabase=\"true\", or ConfirmReplace=\"my app\".", "Set --replace-database, or --confirm-replace='my app'.")]
    [DataRow("Set StrictNames=\"false\" if it need not exist.", "Set --strict-names false if it need not exist.")]
    [DataRow("Use Service for the name of a service.", "Use --service for the name of a service.")]
    [DataRow("The table 'Clean Jobs' and \"Role\" has Format=\"custom\".", "The table 'Clean Jobs' and \"Role\" has --format custom.")]
    [DataRow("Clean may drop it.", "--clean may drop it.")]
    [DataRow("Clean the disk. Database files fill it.", "Clean the disk. Database files fill it.")]
    [DataRow("Set TrustDump to true if you want.", "Set --trust-dump if you want.")]
    [DataRow("Leave it out with AdditionalOptions=\"--no-blobs\".", "Leave it out with --additional-options='--no-blobs'.")]
    [DataRow("pum dump: /ReplaceDatabase/a-NoOwner.dump and NoOwner.dump are files", "pum dump: /ReplaceDatabase/a-NoOwner.dump and NoOwner.dump are files")]
    [DataRow("app on db as ci (ConnectionString)", "app on db as ci (--pg-connection)")]
    [DataRow("app on db as Role", "app on db as Role")]
    [DataRow("/home/me/our Database/snap.dump is a file", "/home/me/our Database/snap.dump is a file")]
    [DataRow("/home/me/my Tables.dump is a file", "/home/me/my Tables.dump is a file")]
    [DataRow("a,Jobs/x and old Jobs/y. Clean may/x drop", "a,Jobs/x and old Jobs/y. --clean may/x drop")]
    public void Sentences_name_options(string sentence, string expected) => Assert.AreEqual(expected, OptionWords.In(sentence));

    [TestMethod]
    public void The_file_of_a_failure_keeps_its_name()
    {
        const string File = "/our Database copy/no Role to, NoOwner=\"x\"";
        var reworded = ConsoleAdvice.Reword(
            Broken with { Message = $"{File} is there, and Jobs is 2.", Advice = $"Clean may drop {File}.", Location = new(File) });

        Assert.AreEqual($"{File} is there, and --jobs is 2.", reworded.Message);
        Assert.AreEqual($"--clean may drop {File}.", reworded.Advice);
    }

    [TestMethod]
    public void A_line_of_the_outcome_is_no_sentence()
    {
        var reporter = new ConsoleReporter(new(), _output, _error);
        reporter.Message(ReportImportance.High, "pum dump: /our Database/my NoOwner.dump, custom, 1 byte");
        reporter.Message(ReportImportance.High, "pum dump → app on db as ci (ConnectionString)");

        Assert.AreEqual(
            "pum dump: /our Database/my NoOwner.dump, custom, 1 byte\npum dump → app on db as ci (--pg-connection)\n", _output.ToString());
    }

    [TestMethod]
    [DataRow(typeof(IOException), "broken")]
    [DataRow(typeof(ObjectDisposedException), "closed")]
    [DataRow(typeof(UnauthorizedAccessException), "closed")]
    public void A_writer_that_throws_ends_nothing(Type exception, string reason)
    {
        using var broken = new BrokenWriter(exception);
        using var closed = new BrokenWriter(exception);
        var reporter = new ConsoleReporter(new() { LineWidth = 12 }, broken, closed);
        reporter.Progress("at 1 of 2");
        reporter.Warning(Broken);
        reporter.Error(Broken);
        Assert.IsNull(reporter.LostOutcome);
        reporter.Message(ReportImportance.High, "target");
        Assert.IsNotNull(reporter.LostOutcome);
        Assert.HasCount(1, reporter.Warnings);

        var quiet = new ConsoleReporter(new() { Verbosity = Verbosity.Quiet, IsJson = true }, broken, _error);
        quiet.Message(ReportImportance.High, "target");
        Assert.IsNull(quiet.LostOutcome);
        quiet.Outcome("{}");
        Assert.Contains(reason, quiet.LostOutcome!);
    }

    [TestMethod]
    public void Every_advice_for_callers_is_said_in_words_of_a_shell()
    {
        foreach (var advice in Enum.GetValues<CallersAdvice>().Except([CallersAdvice.None, CallersAdvice.SilenceWarning]))
        {
            var reworded = ConsoleAdvice.Reword(Broken with { CallersAdvice = advice }).Advice;
            Assert.IsGreaterThan("Mend it. ".Length, reworded.Length, $"{advice}");
            Assert.DoesNotMatchRegex(new System.Text.RegularExpressions.Regex("-v:|%25|NoWarn|Pum[A-Z]"), reworded);
        }
        Assert.AreEqual("Mend it.", ConsoleAdvice.Reword(Broken).Advice);
    }

    private sealed class BrokenWriter(Type exception) : StringWriter
    {
        public override void Write(string? value) => throw (Exception)Activator.CreateInstance(exception, "broken")!;

        public override void WriteLine(string? value) => Write(value);
    }

    private static PumFailure Broken =>
        new() { Code = "PUM4001", Message = "It broke.", Advice = "Mend it.", Location = new("/dump.sql", 7), Details = ["DETAIL: because"] };

    private void Say(OutputSettings settings)
    {
        var reporter = new ConsoleReporter(settings, _output, _error);
        reporter.Message(ReportImportance.High, "target");
        reporter.Message(ReportImportance.Low, "a command line");
        reporter.Progress("at 1 of 2");
        reporter.Warning(Broken);
        reporter.Error(new() { Code = "PUM1001", Message = "Jobs is 2.", Advice = "Leave Jobs out." });
    }
}
