using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Pum.Dumper.ClientTools;

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
        : base("tools", "List the client tools that were found, and those that a server is dumped and restored with.") =>
        Arguments.Add(_major);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples { get; } = ["pum tools", "pum tools 17"];

    /// <inheritdoc/>
    public override string LeftAsItWas(ParseResult result) => "Nothing was changed.";

    /// <inheritdoc/>
    public override async Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var found = await InstalledTools.FindAsync(input.ToolPath, input.Environment, cancellationToken);
        List("pg_dump", found.PgDump);
        List("pg_restore", found.PgRestore);
        List("psql", found.Psql);
        var outcome = new JsonObject
        {
            ["pg_dump"] = Json(found.PgDump),
            ["pg_restore"] = Json(found.PgRestore),
            ["psql"] = Json(found.Psql),
        };
        if (input.Result.GetValue(_major) is { } major)
        {
            var (dump, restore, psql) = found.For(major);
            Say($"for PostgreSQL {major}: pg_dump {dump.Version}, pg_restore {restore.Version}, psql {psql.Version}");
            outcome["chosen"] = new JsonObject { ["pg_dump"] = dump.Path, ["pg_restore"] = restore.Path, ["psql"] = psql.Path };
        }
        return outcome;

        void List(string name, ImmutableArray<InstalledTool> tools)
        {
            foreach (var tool in tools)
                Say($"{name,-10}  {tool.Version,-6} {tool.Path}");
        }

        void Say(string line) => input.Reporter.Message(Dumper.Reporting.ReportImportance.High, line);
    }

    private static JsonArray Json(ImmutableArray<InstalledTool> tools) =>
        [.. tools.Select(tool => new JsonObject { ["version"] = tool.Version.ToString(), ["path"] = tool.Path })];
}
