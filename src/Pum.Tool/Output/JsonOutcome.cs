using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Tool.Output;

/// <summary>The one JSON object of <c>--json</c>.</summary>
internal static partial class JsonOutcome
{
    // Nothing of it is put into HTML.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object of a command that succeeded.</summary>
    public static string Of(JsonObject outcome, IEnumerable<PumFailure> warnings)
    {
        outcome["warnings"] = List(warnings);
        return Commanding().Replace(outcome.ToJsonString(Options), letter => $@"\u{(int)letter.Value[0]:X4}");
    }

    // "##[" anywhere in a line commands a runner that shows it. The others control a terminal or the direction of writing: the line of text
    // has blanks for them, but here they belong to a value.
    [GeneratedRegex(@"[#\u007F-\u009F\u202A-\u202E\u2066-\u2069]", RegexOptions.CultureInvariant)]
    private static partial Regex Commanding();

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
