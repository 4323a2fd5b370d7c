using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;

namespace Pum.Tool.Commands;

/// <summary>Lists the client tools that were found, and which of them a server is dumped and restored with.</summary>
internal sealed class ToolsCommand : PumCommand
{
    private readonly Argument<int?> _major = new("MAJOR")
    {
        Description = "A major version of PostgreSQL's server, to see which tools it is dumped and restored with.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ToolsCommand()
        : base("tools", "List the client tools that were found, and those that are used for a server of a given major version.") =>
        Arguments.Add(_major);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples { get; } = ["pum tools", "pum tools 17"];

    /// <inheritdoc/>
    public override string LeftAsItWas(ParseResult result) => "Nothing was changed.";

    /// <inheritdoc/>
    public override async Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var outcome = new JsonObject();
        var missing = new Findings();
        var found = new InstalledTools(
            await ListAsync(ClientTool.PgDump), await ListAsync(ClientTool.PgRestore), await ListAsync(ClientTool.Psql));
        missing.ThrowIfAny();
        if (input.Result.GetValue(_major) is { } major)
        {
            var (dump, restore, psql) = found.For(major);
            Say($"for PostgreSQL {major}: pg_dump {dump.Version}, pg_restore {restore.Version}, psql {psql.Version}");
            outcome["chosen"] = new JsonObject { ["pg_dump"] = dump.Path, ["pg_restore"] = restore.Path, ["psql"] = psql.Path };
        }
        return outcome;

        async Task<ImmutableArray<InstalledTool>> ListAsync(ClientTool tool)
        {
            var installed = await missing.TryAsync(
                () => ToolSearch.FindAsync(tool, input.ToolPath, input.Environment, cancellationToken));
            if (installed.IsDefault)
                return [];
            foreach (var each in installed)
                Say($"{tool.Name(),-10}  {each.Version,-6} {each.Path}");
            outcome[tool.Name()] = Json(installed);
            return installed;
        }

        void Say(string line) => input.Reporter.Message(Dumper.Reporting.ReportImportance.High, line);
    }

    private static JsonArray Json(ImmutableArray<InstalledTool> tools) =>
        [.. tools.Select<InstalledTool, JsonNode>(tool => new JsonObject { ["version"] = tool.Version.ToString(), ["path"] = tool.Path })];
}
