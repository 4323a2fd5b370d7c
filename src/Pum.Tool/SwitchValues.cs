using System.CommandLine;

namespace Pum.Tool;

/// <summary>
/// The values that are written to switches. Of <c>--schema-only=no</c> the parser takes the switch for given, and <c>no</c> for the next
/// argument: a dump would go to a file of that name.
/// </summary>
internal static class SwitchValues
{
    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<string> ErrorsOf(ParseResult result, IReadOnlyList<string> arguments)
    {
        var switches = result.CommandResult.Command.Options.Concat(result.RootCommandResult.Command.Options)
            .Where(option => option.ValueType == typeof(bool) || option.ValueType == typeof(bool?))
            .SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var argument in arguments.TakeWhile(argument => argument != "--"))
        {
            var end = argument.AsSpan().IndexOfAny('=', ':');
            if (end > 0 && switches.Contains(argument[..end]) && !bool.TryParse(argument.AsSpan(end + 1), out _))
                yield return $"Option '{argument[..end]}' takes no value but true or false.";
        }
    }
}
