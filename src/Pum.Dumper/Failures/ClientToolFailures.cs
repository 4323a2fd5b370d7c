using System.Collections.Immutable;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about client tools: PUM2001 and PUM2002.</summary>
internal static class ClientToolFailures
{
    private const string Missing = "PUM2001";
    private const string Outdated = "PUM2002";

    public static PumFailure NotFound(ClientTool tool, ImmutableArray<string> folders) => new()
    {
        Code = Missing,
        Message = $"{tool.Name()} was not found; looked in {(folders.IsEmpty ? "no folder, for none of the usual ones exists" : string.Join(", ", folders))}.",
        Advice = ToolPackages.InstallAdvice(major: null),
    };

    public static PumFailure NoSuchFolder(string folder, string parameter) => new()
    {
        Code = Missing,
        Message = $"The folder '{folder}' that {parameter} names does not exist.",
        Advice = "Name the folder that holds pg_dump, pg_restore and psql, or leave it out to have them searched for.",
    };

    public static PumFailure CannotStart(string program, string reason) => new()
    {
        Code = Missing,
        Message = $"'{program}' cannot be started: {reason}.",
        Advice = ToolPackages.InstallAdvice(major: null),
    };

    public static PumFailure TooOld(ClientTool tool, ImmutableArray<InstalledTool> installed, int major, string reason) => new()
    {
        Code = Outdated,
        Message = $"{tool.Name()} {major} or later is needed, since {reason}; found {string.Join(", ", installed.Select(found => $"{found.Version} ({found.Path})"))}.",
        Advice = ToolPackages.InstallAdvice(major),
    };
}
