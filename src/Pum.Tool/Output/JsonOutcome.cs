using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pum.Dumper.Failures;

namespace Pum.Tool.Output;

/// <summary>The one JSON object of <c>--json</c>.</summary>
internal static class JsonOutcome
{
    // Nothing of it is put into HTML.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object of a command that succeeded.</summary>
    public static string Of(JsonObject outcome, IEnumerable<PumFailure> warnings)
    {
        outcome["warnings"] = List(warnings);
        // "##[" anywhere in a line commands a runner that shows it.
        return outcome.ToJsonString(Options).Replace("#", @"\u0023", StringComparison.Ordinal);
    }

    /// <summary>The object of a command that failed.</summary>
    public static string Of(IEnumerable<PumFailure> errors, IEnumerable<PumFailure> warnings) =>
        Of(new JsonObject { ["errors"] = List(errors) }, warnings);

    private static JsonArray List(IEnumerable<PumFailure> failures) => [.. failures.Select<PumFailure, JsonNode>(Of)];

    private static JsonObject Of(PumFailure failure)
    {
        var json = new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message, ["advice"] = failure.Advice };
        if (failure.Location is { } location)
        {
            json["file"] = location.File;
            if (location.Line > 0)
                json["line"] = location.Line;
        }
        if (failure.SqlState is { } state)
            json["sqlState"] = state;
        if (failure.FailingObject is { } failing)
            json["object"] = failing;
        if (!failure.Details.IsEmpty)
            json["details"] = new JsonArray([.. failure.Details.Select(detail => (JsonNode)detail)]);
        return json;
    }
}
