using Pum.Dumper.Failures;

namespace Pum.Tool.Output;

/// <summary>What goes wrong on a command line before the engine is called.</summary>
internal static class CommandFailures
{
    /// <summary>What the parser says: an unknown option, a missing argument.</summary>
    public static PumFailure WrongCommandLine(string message, string command) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = message,
        Advice = $"'{command} --help' lists the arguments and options.",
    };

    private const string LeaveOpen = "Send what nobody is to read to /dev/null, and leave standard output open.";

    /// <summary>Not repeated, as it may hold a password.</summary>
    public const string FileIsConnectionString =
        "FILE is a connection string. Give it with -p, or in the variable PUM_CONNECTION if it holds a password; write './' before a file of that name.";

    public static PumFailure NoFileButStandardStream(string command) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{command} needs a file: it cannot take '-' for standard input or output.",
        Advice = "A dump is checked before it replaces anything, or before it touches the target. Write './-' for a file of that name.",
    };

    public static PumFailure OutcomeNotWritten(string command, string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"The outcome could not be written to standard output, but {command} succeeded: {reason.TrimEnd('.')}.",
        Advice = reason == StandardOutput.Closed
            ? LeaveOpen
            : "Look for a full disk where the output goes, or a program that ended before it had read everything.",
    };

    public static PumFailure OutputNotWritten(string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"Standard output cannot be written: {reason.TrimEnd('.')}.",
        Advice = reason == StandardOutput.Closed ? LeaveOpen : "Look for a full disk where the output goes.",
    };

    public static PumFailure NoWorkingDirectory(string reason) => new()
    {
        Code = PumCodes.DumpNotReadable,
        Message = $"The working directory cannot be found: {reason.TrimEnd('.')}.",
        Advice = "Change to one that exists.",
    };

    /// <summary>PUM's <c>-d</c> is the folder of a module.</summary>
    public static PumFailure DatabaseIsFolder(string database) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"'{database}' is a folder, and no database.",
        Advice = "-d is the database here, and not the folder of a module as in PUM: leave it out, or name a database.",
    };

    public static PumFailure VariableEmpty(string variable) => new()
    {
        Code = PumCodes.NoConnection,
        Message = $"The environment variable {variable} is set but empty.",
        Advice = "A secret is missing there, as in a pull request from a fork. Set it to a service or a connection string, or unset it.",
    };
}
