using Pum.Dumper.Failures;

namespace Pum.Tool.GitHub;

/// <summary>What goes wrong in the action before and after its command.</summary>
internal static class ActionFailures
{
    public static PumFailure NoCommand(string written, IReadOnlyList<string> commands) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = written.Length == 0
            ? "The input 'command' is missing or empty."
            : $"{WrittenValue.Quoted(written)} is not a valid value for the input 'command'.",
        Advice = $"Use {string.Join(", ", commands.SkipLast(1))} or {commands[^1]}.",
    };

    public static PumFailure NoFile(string command) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = "The input 'file' is missing or empty.",
        Advice = $"Say which file to {command}{(command == "dump" ? " to" : "")}, for instance file: snap.dump.",
    };

    public static PumFailure NotOfCommand(string input, string command) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The command {command} does not have the input '{input}'.",
        Advice = "Remove it from the step.",
    };

    public static PumFailure SeveralConnections(IReadOnlyList<string> inputs) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The inputs {string.Join(" and ", inputs.Select(input => $"'{input}'"))} exclude each other.",
        Advice = "Give one of them.",
    };

    /// <summary>The value is not repeated: it may hold a password.</summary>
    public static PumFailure HoldsConnectionString(string input) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The input '{input}' holds a connection string.",
        Advice = "Use the input connection-string for it.",
    };

    public static PumFailure NotBoolean(string input) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The input '{input}' is neither true nor false.",
        Advice = $"Write {input}: true, or {input}: false.",
    };

    public static PumFailure OutputsNotWritten(string reason, string advice) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"The command succeeded, but the outputs of the step could not be written: {reason.TrimEnd('.')}.",
        Advice = advice,
    };
}
