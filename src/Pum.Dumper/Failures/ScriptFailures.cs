namespace Pum.Dumper.Failures;

/// <summary>What can be wrong with a plain dump, found before psql starts.</summary>
internal static class ScriptFailures
{
    private const string Trust = "Set TrustDump to true if you know who wrote the dump and want psql to run the command on this machine.";
    private const string Replace = $"Take it out, or set {ReplaceFailures.WaysOut}.";

    public static PumFailure ClusterDump(string path) => Make(PumCodes.NotADump, path, 0,
        $"{Name(path)} is a dump of a whole cluster by pg_dumpall, not of one database.",
        "Dump the database with pg_dump, or run the file with psql.");

    public static PumFailure Connects(string path, long line, string text) => Make(PumCodes.NotADump, path, line,
        $"{Name(path)} connects to a database of its own choice ({text}), as dumps by pg_dump --create do.",
        "Dump the database without --create: the restore names the target.");

    public static PumFailure NoStatement(string path) => Make(PumCodes.NotADump, path, 0,
        $"{Name(path)} holds no SQL statement.",
        "Check that the file was downloaded or written completely.");

    public static PumFailure NulByte(string path, long line) => Make(PumCodes.DumpDamaged, path, line,
        $"{Name(path)} is corrupt: it holds a NUL byte, which no SQL script does.",
        "Dump the database again.");

    public static PumFailure ByteOrderMark(string path, long line) => Make(PumCodes.DumpDamaged, path, line,
        $"{Name(path)} holds a byte-order mark in the middle of the file, probably because files were joined; psql reads it as part of the next word.",
        "Remove it (the bytes EF BB BF on this line), or save the files as UTF-8 without a byte-order mark before you join them.");

    public static PumFailure OpenEnd(string path, long line, string what) => Make(PumCodes.DumpDamaged, path, line,
        $"{Name(path)} is cut short: it ends inside {what} that begins here.",
        "Dump the database again, or copy the whole file.");

    public static PumFailure NoTrailer(string path) => Make(PumCodes.DumpDamaged, path, 0,
        $"{Name(path)} is cut short: the lines with which pg_dump ends a dump are missing.",
        "Dump the database again, or copy the whole file.");

    public static PumFailure CutAbove(string path, long line) => Make(PumCodes.DumpDamaged, path, line,
        $"{Name(path)} is cut short: another dump follows in the file, but the one before it has no end.",
        "Make or copy the first dump again, then join the files.");

    /// <summary>A warning: the text may still be right.</summary>
    public static PumFailure Rewritten(string path, long line) => Make(PumCodes.DumpDamaged, path, line,
        $"{Name(path)} begins with a byte-order mark, which pg_dump never writes: another program rewrote the file and may have damaged text outside ASCII. This line is the first with such text.",
        "Compare this line with the source database. Next time, let pg_dump write the file itself (pg_dump --file).") with
    {
        CallersAdvice = CallersAdvice.SilenceWarning,
    };

    /// <summary>Above a dump, what a terminal or <c>2&gt;&amp;1</c> put into its file.</summary>
    public static PumFailure ForeignText(string path, long first, long last, string text) => Make(PumCodes.DumpDamaged, path, first,
        $"{Name(path)} holds output of another program above the dump ({(first == last ? $"line {first}" : $"lines {first} to {last}")}, \"{text}\").",
        $"Delete {(first == last ? "that line" : "these lines")}, or dump again without 2>&1, and with docker exec or kubectl exec without -t.");

    public static PumFailure FromTar(string path) => ArchiveFailures.NoDump(
        path, "the script inside a tar archive, whose rows are in files beside it", "Restore the tar archive itself, or the folder that it was unpacked into.");

    public static PumFailure NoBeginning(string path) => Make(PumCodes.DumpDamaged, path, 0,
        $"{Name(path)} is cut short: it has the end that pg_dump writes, but its beginning is missing.",
        "Dump the database again, or copy the whole file. If you removed its first lines on purpose, remove the comments at the end and \\unrestrict too.");

    public static PumFailure LoneUnrestrict(string path, long line) => Make(PumCodes.DumpDamaged, path, line,
        $"{Name(path)} is not as pg_dump wrote it: the line \\restrict that belongs to this \\unrestrict was taken out.",
        "Delete this line too, or dump the database again.");

    /// <summary>The script that is fed is not the one that was checked.</summary>
    /// <param name="path">The script.</param>
    /// <param name="isCommitted">Whether each of its statements was committed by itself, in a database that stays.</param>
    public static PumFailure Changed(string path, bool isCommitted) => Make(PumCodes.DumpDamaged, path, 0,
        $"{Name(path)} changed while it was being restored.",
        $"{(isCommitted ? "What came before the change is in the database" : "Nothing was committed")}; restore again when nothing writes to the file.");

    public static PumFailure BackslashCommand(string path, long line, string text) => Make(PumCodes.BackslashCommand, path, line,
        $"The dump uses the backslash command {text}, which psql would run on this machine.",
        Trust);

    public static PumFailure PsqlVariable(string path, long line, string text) => Make(PumCodes.BackslashCommand, path, line,
        $"The dump uses psql's own variable {text}, which psql would replace with its value.",
        Trust);

    public static PumFailure Ambiguity(string path, long line) => Make(PumCodes.BackslashCommand, path, line,
        "This line may hide a backslash command from the check, and this psql does not support \\restrict, so the command could run.",
        "Update psql to 13.22, 14.19, 15.14, 16.10, 17.6 or later. " + Trust);

    public static PumFailure UnsafeEncoding(string path, long line, string text) => Make(PumCodes.BackslashCommand, path, line,
        $"In the encoding that the dump sets ({text}), a character may hide a backslash command from the check, and this psql does not support \\restrict, so the command could run.",
        "Update psql to 13.22, 14.19, 15.14, 16.10, 17.6 or later, or dump with --encoding=UTF8.");

    public static PumFailure RollsBack(string path, long line, string text) => Make(PumCodes.OwnTransactions, path, line,
        $"The script rolls a transaction back by itself ({text}), which would undo the part of the restore before it.",
        Replace);

    public static PumFailure PreparesTransaction(string path, long line, string text) => Make(PumCodes.OwnTransactions, path, line,
        $"The script uses prepared transactions ({text}), which outlive the restore and would keep its database in use.",
        "Take it out.");

    public static PumFailure OutsideTransaction(string path, long line, string text) => Make(PumCodes.NotOneTransaction, path, line,
        $"The statement '{text}' cannot run inside the restore's one transaction.",
        Replace);

    public static PumFailure BehindCopy(string path, long line) => Make(PumCodes.NotOneTransaction, path, line,
        "Text follows \"COPY … FROM STDIN;\" on the same line; if the COPY fails, it cannot be told apart from the rows.",
        "Put it on a line of its own below the rows, or restore without IgnoreErrors.");

    private static PumFailure Make(string code, string path, long line, string message, string advice) => new()
    {
        Code = code,
        Message = message,
        Advice = advice,
        Location = new(path, (int)Math.Min(line, int.MaxValue)),
    };

    private static string Name(string path) => Path.GetFileName(path);
}
