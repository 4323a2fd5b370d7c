using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Tool.Commands;

/// <summary>Connects, and says where the connection leads to and what its role may do there.</summary>
internal sealed class CheckConnectionCommand() : PumCommand("check-connection", "Connect, and say where the connection leads to and what its role may do.")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples { get; } = ["pum -s my_database check-connection"];

    /// <inheritdoc/>
    public override string LeftAsItWas(ParseResult result) => "Nothing was changed.";

    /// <inheritdoc/>
    public override async Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var request = input.Connection;
        var connection = ConnectionResolver.Resolve(request, input.Environment).WithApplicationName(SessionName.Next(Caller));
        var context = new FailureContext(
            Caller, 0, [], connection.Display, Dumping: true, "", connection.MayNeedEscaping, connection.Redact);
        var facts = await ServerWait.UntilReachedAsync(
            () => ConnectionFacts.InspectAsync(connection, context, cancellationToken),
            TimeSpan.FromSeconds(request.WaitForServer),
            input.Reporter,
            cancellationToken);
        // A line break in a name makes no line of its own, which might say something else about the rights.
        foreach (var line in Lines(connection, facts))
            input.Reporter.Message(ReportImportance.High, WorkflowCommands.Disarm(line));
        return new()
        {
            ["serverVersion"] = facts.ServerVersion,
            ["isStandby"] = facts.IsStandby,
            ["host"] = connection.Host,
            ["port"] = connection.Port,
            ["database"] = facts.Database,
            ["owner"] = facts.Owner,
            ["encoding"] = facts.Encoding,
            ["size"] = facts.Size,
            ["user"] = facts.Login,
            ["role"] = facts.Role,
            ["isSuperuser"] = facts.IsSuperuser,
            ["mayCreateDatabases"] = facts.MayCreateDatabases,
            ["mayCreateSchemas"] = facts.MayCreateSchemas,
            ["hasOwnersRights"] = facts.HasOwnersRights,
            ["mayReadAllData"] = facts.MayReadAllData,
        };
    }

    private static IEnumerable<string> Lines(Connection connection, ConnectionFacts facts)
    {
        yield return connection.Display;
        yield return $"server    PostgreSQL {facts.ServerVersion}{(facts.IsStandby ? ", a standby, which takes no writes" : "")}";
        var size = facts.Size is { } bytes ? $", {bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes" : "";
        yield return $"database  {facts.Database}, owned by {facts.Owner}, {facts.Encoding}{size}";
        yield return $"role      {facts.Role}{(facts.Role == facts.Login ? "" : $", logged in as {facts.Login}")}";
        yield return $"rights    {string.Join(", ", Rights(facts).DefaultIfEmpty("to connect, and what is granted on objects"))}";
    }

    private static IEnumerable<string> Rights(ConnectionFacts facts)
    {
        if (facts.IsSuperuser)
        {
            yield return "superuser";
            yield break;
        }
        if (facts.HasOwnersRights)
            yield return "those of the owner";
        else if (facts.MayCreateSchemas)
            yield return "create schemas (CREATE)";
        if (facts.MayReadAllData)
            yield return "read every table (pg_read_all_data)";
        if (facts.MayCreateDatabases)
            yield return "create databases (CREATEDB)";
    }
}
