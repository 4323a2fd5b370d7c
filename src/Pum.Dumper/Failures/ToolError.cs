using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>An error line of a client tool, taken apart. Nothing in it depends on the language of the server.</summary>
/// <param name="Words">What it says, without the tool's name and position; from psql with the SQLSTATE in front.</param>
/// <param name="SqlState">The SQLSTATE, which psql prints with <c>VERBOSITY=verbose</c>.</param>
/// <param name="IsServers">Whether the server said it, and not the tool or libpq.</param>
/// <param name="IsOfCommandLine">Whether it is about no statement of a script, but about one of psql's command line.</param>
/// <param name="IsOfScript">
/// Whether psql names a line of the script: of what it refused itself too, as a <c>\copy</c> of a file that is not there.
/// </param>
/// <param name="IsFatal">Whether the server ended the session with it.</param>
internal sealed partial record ToolError(
    string Words, string? SqlState, bool IsServers, bool IsOfCommandLine, bool IsOfScript, bool IsFatal)
{
    /// <summary>The server's words for FATAL and PANIC, as <see cref="NoErrors"/>.</summary>
    private static readonly HashSet<string> Fatal =
    [
        "FATAL", "FATALE", "FATALT", "KATASTROFALNY", "ÖLÜMCÜL (FATAL)", "ВАЖНО", "ФАТАЛЬНО", "ფატალური", "致命错误", "치명적오류",
        "KRİTİK", "PANIC", "PANICO", "PANIK", "PANIKA", "PÂNICO", "ПАНИКА", "ПАНІКА", "პანიკა", "比致命错误还过分的错误", "손상",
    ];

    /// <summary>
    /// The server's words for NOTICE, INFO, LOG, DEBUG and WARNING: with another <c>lc_messages</c> they are translated, and
    /// nothing else tells them from an error of the same SQLSTATE (42P07: a table that IF NOT EXISTS skips; 25001: a BEGIN too many). From
    /// the translations of PostgreSQL's 15, 17 and 18.
    /// </summary>
    private static readonly HashSet<string> NoErrors =
    [
        "HINWEIS", "NOT", "NOTA", "NOTICE", "NOTIFICA", "NOTIS", "UWAGA", "ЗАМЕЧАНИЕ", "ПОВІДОМЛЕННЯ", "注意", "알림",
        "BİLGİ", "INFO", "INFORMACJA", "ІНФОРМАЦІЯ", "ИНФОРМАЦИЯ", "ინფორმაცია", "信息", "정보",
        "DZIENNIK", "LOG", "LOGG", "ЗАПИСУВАННЯ", "СООБЩЕНИЕ", "ჟურნალი", "日志", "로그",
        "DEBUG", "DEPURAÇÃO", "НАЛАГОДЖЕННЯ", "ОТЛАДКА", "გამართვა", "调试", "디버그",
        "WARNING", "WARNUNG", "ATTENTION", "ATTENZIONE", "AVISO", "OSTRZEŻENIE", "PERINGATAN", "UYARI", "VARNING",
        "ПОПЕРЕДЖЕННЯ", "ПРЕДУПРЕЖДЕНИЕ", "გაფრთხილება", "경고", "警告",
    ];

    /// <summary>
    /// Whether the session is over, by what psql or libpq says. A <c>\connect</c> that fails leaves a script without one.
    /// </summary>
    public bool EndsSession =>
        IsFatal || (SqlState is { } state ? SqlStates.LosesConnection(state) : IsOfReconnection(Words) || LostConnection.IsTold(Words));

    /// <summary>
    /// Whether a statement is to blame, so that later ones may succeed: the server, or psql, refused it in a session that went on. No
    /// statement is to blame for a full disk.
    /// </summary>
    public bool IsOfStatement =>
        (IsServers || IsOfScript)
            && !EndsSession
            && !IsOfConnection(Words)
            && !(SqlState is { } state ? state == SqlStates.DiskFull : FullDisk().IsMatch(Words));

    /// <summary>Whether the dump is at fault, as far as the line tells: a statement in it, or what a tool found there.</summary>
    public bool IsInDump => !IsOfCommandLine && (IsOfStatement || !(IsServers || EndsSession || IsOfConnection(Words)));

    /// <summary>Whether words are libpq's of an attempt to connect; until 13 they left the server's name out.</summary>
    public static bool IsOfConnection(string words) => Connecting().IsMatch(words);

    /// <summary>Takes a line apart; <see langword="null"/> if it is not an error.</summary>
    /// <remarks>
    /// The tools' prefixes are those of <c>src/common/logging.c</c>, what follows of psql those of libpq's <c>fe-protocol3.c</c>.
    /// </remarks>
    public static ToolError? Parse(string line)
    {
        if (OfTool().Match(line) is { Success: true } own)
        {
            var words = line[own.Length..].Trim();
            var servers = ServersWords().Match(words);
            var isFatal = !IsOfConnection(words) && !IsOfReconnection(words) && (Fatal.Contains(servers.Groups["severity"].Value) || Fatal.Contains(BehindTable().Match(words).Groups["severity"].Value));
            return new(words, null, servers.Success, IsOfCommandLine: false, own.Groups["position"].Success, isFatal);
        }
        if (OfServer().Match(line) is not { Success: true } match)
            return null;
        var (severity, state) = (match.Groups["severity"].Value, match.Groups["state"].Value);
        return NoErrors.Contains(severity)
            || state.StartsWith("00", StringComparison.Ordinal)
            || state.StartsWith("01", StringComparison.Ordinal)
            ? null
            : new(
                line[match.Groups["words"].Index..].Trim(),
                state.Length > 0 ? state : null,
                IsServers: true,
                !match.Groups["position"].Success,
                match.Groups["position"].Success,
                Fatal.Contains(severity));
    }

    private static bool IsOfReconnection(string words) => words.StartsWith(@"\connect: ", StringComparison.Ordinal);

    /// <summary>Whether psql says where in a script the line is from.</summary>
    public static bool HasPosition(string line) => Position().IsMatch(line);

    [GeneratedRegex("^psql:.*?:[0-9]+: ", RegexOptions.CultureInvariant)]
    private static partial Regex Position();

    /// <summary>Until 14 pg_dump said what belongs to an error under the word of one, and what ends a tool was "fatal".</summary>
    [GeneratedRegex(@"^(?:(?:pg_dump|pg_restore|psql)(?:\.exe)?: (?:error|fatal): (?!Error message from server: |The command was: )|(?<position>psql:.*?:[0-9]+: )(?:error|fatal): )", RegexOptions.CultureInvariant)]
    private static partial Regex OfTool();

    /// <summary>
    /// After a position, or without one for a command of the command line. The excluded words in front are libpq's own labels.
    /// </summary>
    [GeneratedRegex(
        @"^(?<position>psql:.*?:[0-9]+: )?(?!(?:DETAIL|HINT|QUERY|CONTEXT|LOCATION):  )(?:(?<severity>\p{L}[^:""]{0,30}):  (?<words>(?<state>[0-9A-Z]{5}): )|(?<severity>ERROR|FATAL|PANIC):  (?<words>))",
        RegexOptions.CultureInvariant)]
    private static partial Regex OfServer();

    /// <summary>
    /// A tool's sentence that ends in the server's: <c>could not execute query: FEHLER: …</c>. The two blanks are the server's alone.
    /// </summary>
    [GeneratedRegex(@"(?:^|: )(?<severity>\p{L}[^:""]{0,30}):  ", RegexOptions.CultureInvariant)]
    private static partial Regex ServersWords();

    /// <summary>The one sentence of the tools with a name in front of the server's: the name may hold what looks like a severity.</summary>
    [GeneratedRegex(@"^COPY failed for table "".*"": (?<severity>\p{L}[^:""]{0,30}):  ", RegexOptions.CultureInvariant)]
    private static partial Regex BehindTable();

    [GeneratedRegex("^(?:could not connect to server: |connection to database \".*\" failed: |connection to server (?:at|on socket) \".*\".* failed: )", RegexOptions.CultureInvariant)]
    private static partial Regex Connecting();

    [GeneratedRegex(": (?:No space left on device|Disk quota exceeded)$", RegexOptions.CultureInvariant)]
    private static partial Regex FullDisk();
}
