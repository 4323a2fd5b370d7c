namespace Pum.Dumper.Files;

/// <summary>
/// The path of the file that the kernel would open, with all links followed: those in the middle of a path and at its end. <c>..</c> after
/// a link to a folder leads to that folder's parent, while .NET only shortens the text. A part that does not exist stays as it is written,
/// so that a dangling link leads to the file that is to be created.
/// </summary>
/// <remarks>
/// See <see href="https://man7.org/linux/man-pages/man7/path_resolution.7.html">path_resolution(7)</see>. On Windows .NET asks
/// the system.
/// </remarks>
internal static class RealPath
{
    /// <summary>As many links as Linux follows; macOS and others end earlier.</summary>
    private const int MostLinks = 40;

    /// <summary>Follows the links of a full path.</summary>
    /// <exception cref="IOException">The links go round in a circle, or one may not be followed.</exception>
    public static string Of(string path)
    {
        if (OperatingSystem.IsWindows())
            return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

        var rest = new Stack<string>();
        Push(rest, path);
        var (current, links) = ("/", 0);
        while (rest.TryPop(out var name))
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? "/";
                continue;
            }

            var next = Path.Join(current, name);
            var found = FileIdentity.Of(next);
            if (new FileInfo(next).LinkTarget is not { } target || IsOpenFile(current, target))
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"Too many links follow one another in '{path}'; they may go round in a circle, or one of them keeps changing.");
            // The text must be that of the link which is judged: whoever exchanges it meanwhile has it looked at again.
            if (FileIdentity.Of(current) is not null && found?.IsSameAs(FileIdentity.Of(next)) != true)
            {
                rest.Push(name);
                continue;
            }

            RefuseForeign(current, next, found);
            if (target.StartsWith('/'))
                current = "/";
            Push(rest, target);
        }
        return current;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in path.Split('/').Reverse())
            rest.Push(name);
    }

    /// <summary>Pipes and sockets have no path: <c>/proc/self/fd/0</c> is a link to <c>pipe:[4711]</c>.</summary>
    private static bool IsOpenFile(string folder, string target) =>
        folder.StartsWith("/proc/", StringComparison.Ordinal) && !target.StartsWith('/') && target.Contains(':', StringComparison.Ordinal);

    /// <summary>
    /// In a folder like <c>/tmp</c> anybody can make a link under a name that this user is going to use. Linux follows none of another
    /// user's there (<see href="https://docs.kernel.org/admin-guide/sysctl/fs.html#protected-symlinks">protected_symlinks</see>), and
    /// neither is one to be followed by its text.
    /// </summary>
    private static void RefuseForeign(string folder, string link, FileIdentity? found)
    {
        if (FileIdentity.Of(folder) is { IsSharedSticky: true } shared && found is { IsMine: false } && found.Owner != shared.Owner)
            throw new IOException($"The link '{link}' belongs to another user, and everybody may make links in '{folder}'.");
    }
}
