using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about client tools: PUM2001 and PUM2002.</summary>
internal static class ClientToolFailures
{
    public static PumFailure NotFound(string tool, ImmutableArray<string> folders, string installAdvice) => new()
    {
        Code = PumCodes.ToolNotFound,
        Message = $"{tool} was not found; {(folders.IsEmpty ? "none of the usual folders exists" : "looked in " + string.Join(", ", folders))}.",
        Advice = installAdvice,
    };

    public static PumFailure NotInNamedFolder(string tool, string folder, string parameter) => new()
    {
        Code = PumCodes.ToolNotFound,
        Message = $"{tool} was not found in '{folder}', which is the only folder searched because {parameter} names it.",
        Advice = "Name the folder that holds pg_dump, pg_restore and psql, or leave it out to search for them.",
    };

    public static PumFailure NoSuchFolder(string folder, string parameter) => new()
    {
        Code = PumCodes.ToolNotFound,
        Message = $"The folder '{folder}' that {parameter} names does not exist.",
        Advice = "Name the folder that holds pg_dump, pg_restore and psql, or leave it out to search for them.",
    };

    public static PumFailure CannotStart(string program, string reason, string installAdvice) => new()
    {
        Code = PumCodes.ToolNotFound,
        Message = $"'{program}' cannot be started: {reason}.",
        Advice = installAdvice,
    };

    /// <param name="tool">Its name.</param>
    /// <param name="found">For each that is there, its version and its path.</param>
    /// <param name="major">The lowest major that serves.</param>
    /// <param name="reason">Why.</param>
    /// <param name="installAdvice">How one is installed.</param>
    public static PumFailure TooOld(string tool, IEnumerable<string> found, int major, string reason, string installAdvice) => new()
    {
        Code = PumCodes.ToolTooOld,
        Message = $"{tool} {major} or later is needed, since {reason}; found {string.Join(", ", found)}.",
        Advice = installAdvice,
    };
}
