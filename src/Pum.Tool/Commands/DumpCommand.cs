using System.CommandLine;
using System.Text.Json.Nodes;
using Pum.Dumper.Dumping;
using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;
using Pum.Tool.Options;

namespace Pum.Tool.Commands;

/// <summary>Dumps a database to a file, whole or not at all.</summary>
internal sealed class DumpCommand : PumCommand
{
    private readonly Argument<string> _file = DumpArgument.Create("Where the dump goes; its folder is created.");

    private readonly Option<string?> _format = PumOption.Text(
        nameof(DumpRequest.Format), "FORMAT", "custom (the default), plain or directory.", "-f", "-F");

    private readonly Option<string?> _compression = PumOption.Text(
        nameof(DumpRequest.Compression), "METHOD[:LEVEL]", "auto (the default), none, gzip, lz4 or zstd.", "-Z", "--compress");

    private readonly SharedOptions _shared = new(
        " of a directory dump. Default: auto, one for each core.", "the tables' locks", ["--lock-wait-timeout"], "pg_dump");

    public DumpCommand()
        : base("dump", "Dump a database to a file, whole or not at all.")
    {
        Arguments.Add(_file);
        AddAll([_format, .. _shared.Content, _compression, .. _shared.Work]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples { get; } =
    [
        "pum -s my_database dump backup.dump",
        "pum -s my_database dump backup.sql -f plain -N audit -N 'tmp_*'",
    ];

    /// <inheritdoc/>
    public override string LeftAsItWas(ParseResult result) => $"{result.GetValue(_file)} is as it was before.";

    /// <inheritdoc/>
    public override async Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var result = await DumpOperation.RunAsync(Request(input), input.Reporter, cancellationToken);
        await JobSummary.AppendAsync(result.Summary(Caller), input.Environment, input.Reporter);
        return new()
        {
            ["file"] = result.File,
            ["format"] = FormatParameter.NameOf(result.Format),
            ["sha256"] = result.Sha256,
            ["size"] = result.Size,
            ["serverVersion"] = result.ServerVersion,
            ["clientVersion"] = result.ClientVersion,
            ["durationMs"] = (long)result.Duration.TotalMilliseconds,
        };
    }

    internal DumpRequest Request(CommandInput input)
    {
        var result = input.Result;
        return new()
        {
            Caller = Caller,
            Connection = input.Connection,
            BaseDirectory = input.Environment.BaseDirectory,
            ToolPath = input.ToolPath,
            File = DumpArgument.Path(result.GetRequiredValue(_file), Caller, input.Environment),
            Format = FormatParameter.Parse(result.GetValue(_format)),
            Filter = _shared.Filter(result),
            SchemaOnly = _shared.SchemaOnly(result),
            DataOnly = _shared.DataOnly(result),
            NoOwner = _shared.NoOwner(result) ?? true,
            NoPrivileges = _shared.NoPrivileges(result) ?? true,
            NoSubscriptions = _shared.NoSubscriptions(result) ?? true,
            Compression = result.GetValue(_compression) ?? "auto",
            Jobs = _shared.Jobs(result),
            LockTimeout = _shared.LockTimeout(result),
            AdditionalOptions = _shared.AdditionalOptions(result),
        };
    }
}
