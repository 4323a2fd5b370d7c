using System.CommandLine;
using Pum.Dumper;
using Pum.Dumper.Dumping;
using Pum.Dumper.Parameters;

namespace Pum.Tool.Options;

/// <summary>The options that a dump and a restore share.</summary>
internal sealed class SharedOptions
{
    private readonly FilterOptions _filter = new();
    private readonly Option<bool> _schemaOnly = PumOption.Flag(nameof(DumpRequest.SchemaOnly), "Definitions alone, no rows.");
    private readonly Option<bool> _dataOnly = PumOption.Flag(nameof(DumpRequest.DataOnly), "Rows alone, no definitions.", "-a");
    private readonly Option<bool?> _noOwner = PumOption.Convention(nameof(DumpRequest.NoOwner), "Leave out who owns what.", "-O");

    private readonly Option<bool?> _noPrivileges = PumOption.Convention(
        nameof(DumpRequest.NoPrivileges), "Leave out GRANT and REVOKE.", "--no-acl");

    private readonly Option<bool?> _noSubscriptions = PumOption.Convention(
        nameof(DumpRequest.NoSubscriptions), "Leave out subscriptions.");

    private readonly Option<string?> _jobs;
    private readonly Option<string?> _lockTimeout;
    private readonly Option<string?> _additionalOptions;

    /// <summary>Makes them, with what the help of each command says of its own.</summary>
    /// <param name="jobs">Where there are parallel workers.</param>
    /// <param name="lockTimeout">Which locks are waited for.</param>
    /// <param name="lockTimeoutAliases">What the tool itself calls that.</param>
    /// <param name="tools">Whose further options may be given.</param>
    public SharedOptions(string jobs, string lockTimeout, string[] lockTimeoutAliases, string tools)
    {
        _jobs = PumOption.Text(nameof(DumpRequest.Jobs), "NUMBER", $"Parallel workers{jobs}", "-j");
        _lockTimeout = PumOption.Text(
            nameof(DumpRequest.LockTimeout),
            "MILLISECONDS",
            $"How long to wait for {lockTimeout}, or with a unit: 30s. Default: no limit.",
            lockTimeoutAliases);
        _additionalOptions = PumOption.Text(
            nameof(DumpRequest.AdditionalOptions),
            "OPTIONS",
            $"Further options of {tools}, in one word: --additional-options='--no-comments'.");
    }

    /// <summary>Those that choose what is dumped or restored.</summary>
    public IEnumerable<Option> Content => [.. _filter.All, _schemaOnly, _dataOnly, _noOwner, _noPrivileges, _noSubscriptions];

    /// <summary>Those that say how the work is done.</summary>
    public IEnumerable<Option> Work => [_jobs, _lockTimeout, _additionalOptions];

    /// <summary>Which schemas, tables and extensions were chosen.</summary>
    public ObjectFilter Filter(ParseResult result) => _filter.Filter(result);

    /// <inheritdoc cref="DumpRequest.SchemaOnly"/>
    public bool SchemaOnly(ParseResult result) => result.GetValue(_schemaOnly);

    /// <inheritdoc cref="DumpRequest.DataOnly"/>
    public bool DataOnly(ParseResult result) => result.GetValue(_dataOnly);

    /// <summary>Whether owners are left out; <see langword="null"/> where that is not said.</summary>
    public bool? NoOwner(ParseResult result) => result.GetValue(_noOwner);

    /// <summary>Whether privileges are left out; <see langword="null"/> where that is not said.</summary>
    public bool? NoPrivileges(ParseResult result) => result.GetValue(_noPrivileges);

    /// <summary>Whether subscriptions are left out; <see langword="null"/> where that is not said.</summary>
    public bool? NoSubscriptions(ParseResult result) => result.GetValue(_noSubscriptions);

    /// <summary>How many parallel workers; <see langword="null"/> for <c>auto</c>.</summary>
    /// <exception cref="Dumper.Failures.PumFailureException">PUM1001.</exception>
    public int? Jobs(ParseResult result) => JobsParameter.Parse(result.GetValue(_jobs));

    /// <summary>How long to wait for a lock, in milliseconds; <see langword="null"/> for no limit.</summary>
    /// <exception cref="Dumper.Failures.PumFailureException">PUM1001.</exception>
    public int? LockTimeout(ParseResult result) =>
        DurationParameter.Milliseconds(nameof(DumpRequest.LockTimeout), result.GetValue(_lockTimeout));

    /// <summary>Further options of the tools, as a shell writes them.</summary>
    public string AdditionalOptions(ParseResult result) => result.GetValue(_additionalOptions) ?? "";
}
