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

    private readonly FilterOptions _filter = new();
    private readonly Option<bool> _schemaOnly = PumOption.Flag(nameof(DumpRequest.SchemaOnly), "Definitions alone, no rows.");
    private readonly Option<bool> _dataOnly = PumOption.Flag(nameof(DumpRequest.DataOnly), "Rows alone, no definitions.", "-a");
    private readonly Option<bool?> _noOwner = PumOption.Convention(nameof(DumpRequest.NoOwner), "Leave out who owns what.", "-O");

    private readonly Option<bool?> _noPrivileges = PumOption.Convention(
        nameof(DumpRequest.NoPrivileges), "Leave out GRANT and REVOKE.", "--no-acl");

    private readonly Option<bool?> _noSubscriptions = PumOption.Convention(
        nameof(DumpRequest.NoSubscriptions), "Leave out subscriptions.");

    private readonly Option<string?> _compression = PumOption.Text(
        nameof(DumpRequest.Compression), "METHOD[:LEVEL]", "auto (the default), none, gzip, lz4 or zstd.", "-Z", "--compress");

    private readonly Option<string?> _jobs = PumOption.Text(
        nameof(DumpRequest.Jobs), "NUMBER", "Parallel workers of a directory dump. Default: auto, one for each core.", "-j");

    private readonly Option<string?> _lockTimeout = PumOption.Text(
        nameof(DumpRequest.LockTimeout),
        "MILLISECONDS",
        "How long to wait for the tables' locks, or with a unit: 30s. Default: no limit.",
        "--lock-wait-timeout");

    private readonly Option<string?> _additionalOptions = PumOption.Text(
        nameof(DumpRequest.AdditionalOptions), "OPTIONS", "Further options of pg_dump, in one word: --additional-options='--no-comments'.");

    public DumpCommand()
        : base("dump", "Dump a database to a file, whole or not at all.")
    {
        Arguments.Add(_file);
        AddAll([
            _format, .. _filter.All, _schemaOnly, _dataOnly, _noOwner, _noPrivileges, _noSubscriptions, _compression, _jobs, _lockTimeout,
            _additionalOptions,
        ]);
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
            Filter = _filter.Filter(result),
            SchemaOnly = result.GetValue(_schemaOnly),
            DataOnly = result.GetValue(_dataOnly),
            NoOwner = result.GetValue(_noOwner) ?? true,
            NoPrivileges = result.GetValue(_noPrivileges) ?? true,
            NoSubscriptions = result.GetValue(_noSubscriptions) ?? true,
            Compression = result.GetValue(_compression) ?? "auto",
            Jobs = JobsParameter.Parse(result.GetValue(_jobs)),
            LockTimeout = DurationParameter.Milliseconds(nameof(DumpRequest.LockTimeout), result.GetValue(_lockTimeout)),
            AdditionalOptions = result.GetValue(_additionalOptions) ?? "",
        };
    }
}
