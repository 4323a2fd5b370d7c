using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.ServerTests.Scripts;

/// <summary>Every statement of these scripts fails, so that psql names the line of its semicolon; every command names itself.</summary>
[TestClass]
public sealed partial class PsqlIsTheOracleTests
{
    private const int Scripts = 60;
    private const int Pieces = 120;

    // Words in parentheses before a CREATE FUNCTION are left out: 17.11 and 18.6 count them otherwise than 15.18, and no server takes them.
    // COPY is followed by a statement that is not empty: psql 17.11 and 18.6 take an empty one for a COPY that failed, and skip the rest.
    private static readonly string[] Fragments =
    [
        " ", "\n", "\t", "\r\n", "\r", ";", ";\n", " ;\n;", "a", "1", "1.5e-3", ".5", "1..2", "+", "-", "->", "@-", "<>-", "::text", ":=", ": ", "a[1:n]", ":'no'", ":\"no\"",
        "'x'", "'it''s'", "''", "'a;b'", "'a\nb;\nc'", "'a\\'", "'\\\\'", "'--'", "'/*'", "E'x'", "E'it\\'s;'", "e'\\\\'", "E'a\\\nb'", "E'a''b'", "E'a'\n'b'", "E'a'\r'b\\'c'", "'a'\n'b'",
        "U&'x\\'", "U&\"x;\"", "N'x'", "B'01'", "X'1F;'", "b'1'", "\"x\"", "\"a\"\"b;\"", "\"a\nb\"", "\"\\\"", "$$x;y$$", "$$a\n;b$$", "$a$ $b$ $$ ; $a$", "$a$x$b$a$", "$$ \\warn no $$", "$1", "$a", "a$b$c", "a$$b", "$é$x;$é$", "é", "'é;'",
        "-- c; ' \" $$ \\warn no\n", "--\n", "-- a\r", "/* a; ' */", "/* a /* b; */ c */", "/**/", "/***/", "/*/ a */", "+/* ; */", "*--;'\n", "(1)", "(1;2)", "((1);)", "(\n;\n)", ")",
        "CREATE", "FUNCTION", "x BEGIN", "CASE", "x END", "create or replace function f() begin atomic a; case b; end; end", "CREATE PROCEDURE p() BEGIN ATOMIC a; b; END",
        "CREATE OR REPLACE", "x begin", "x end", "\"begin\"", "CREATE FUNCTION f() AS $$ begin; end; $$",
        ";COPY copied FROM stdin;\nrow; ' \" $$ /* --\n\\warn no\n\\\\.\n\\.\nzz;\n", ";copy public.copied (t)\nfrom stdin ;\r\nx\r\na\r\n\\.\r\nzz;\n", ";COPY copied FROM stdin;COPY copied FROM stdin;\na\n\\.\nb;'\n\\.\nzz;\n", ";COPY copied FROM stdin; zz 'a\nrow'\n\\.\nb;';\n",
    ];

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task The_scanner_agrees_where_statements_end_and_commands_begin(int major)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        await database.ExecuteAsync("CREATE TABLE public.copied (t text)");
        for (var seed = 0; seed < Scripts; seed++)
        {
            var script = Generate(new Random(seed));
            var bytes = Encoding.UTF8.GetBytes(script);
            var run = await PsqlRun.StartAsync(database, ["--no-psqlrc", "--quiet", "--file=-"], input => input.WriteAsync(bytes).AsTask());
            var told = run.Errors.Select(Tell).OfType<string>().ToArray();
            var read = Trace.Of(bytes).ToArray();
            var same = told.Zip(read).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.IsTrue(told.SequenceEqual(read),
                $"psql {major}, seed {seed}: agreed on {same} of {told.Length}, then psql says {told.ElementAtOrDefault(same)}, the scanner {read.ElementAtOrDefault(same)}\n{script}");
        }
    }

    private static string Generate(Random random)
    {
        var script = new StringBuilder();
        for (var piece = 0; piece < Pieces; piece++)
        {
            if (random.Next(6) == 0)
                script.Append(CultureInfo.InvariantCulture, $"; \\warn mark{piece}{(random.Next(2) == 0 ? "\n" : " \\\\ ")}");
            else
                script.Append(Fragments[random.Next(Fragments.Length)]).Append(random.Next(3) == 0 ? "" : " ");
            // Whatever is open is closed now and then, so that the script does not end as one statement.
            if (random.Next(8) == 0)
                script.Append("\n)) end end end;\nzz").Append(piece);
        }
        return script.Append("\n)))) end end end end;\n").ToString();
    }

    private static string? Tell(string line) =>
        line.Contains(": error: invalid command ", StringComparison.Ordinal) ? "invalid" : ErrorLine().Match(line) is { Success: true } error ? error.Groups[1].Value : line == "no" || line.StartsWith("no ", StringComparison.Ordinal) ? "no" : line.StartsWith("mark", StringComparison.Ordinal) ? line : null;

    [GeneratedRegex(@"^psql:<stdin>:(\d+): ERROR:")]
    private static partial Regex ErrorLine();

    /// <summary>The same as told by the scanner: the line of each semicolon, the mark of each command.</summary>
    private sealed class Trace : ScriptVisitor
    {
        private readonly List<string> _found = [];
        private byte[] _script = [];
        private int _start;

        public static List<string> Of(byte[] script)
        {
            var trace = new Trace { _script = script };
            var lexer = new ScriptLexer(trace);
            lexer.Advance(script, last: true);
            // At the end of the script psql sends what no semicolon has ended.
            if (lexer.IsInStatement)
                trace._found.Add(script.AsSpan().Count((byte)'\n').ToString(CultureInfo.InvariantCulture));
            return trace._found;
        }

        public override void StatementStarts(long line, string head, ReadOnlySpan<byte> text, int position) =>
            // END outside a transaction succeeds with a warning.
            _start = head == "end" ? int.MaxValue : position;

        public override void StatementEnds(long firstLine, long line, int position)
        {
            if (position > _start)
                _found.Add((_script.AsSpan(0, position).Count((byte)'\n') + 1).ToString(CultureInfo.InvariantCulture));
        }

        public override void CopyStarts(int position, bool endsLine) => _found.RemoveAt(_found.Count - 1);

        public override void Command(long line, ReadOnlySpan<byte> text, bool alone, int position)
        {
            var words = Encoding.UTF8.GetString(text).Split([' ', '\\'], StringSplitOptions.RemoveEmptyEntries);
            _found.Add(words is ["warn", var mark, ..] ? mark : "invalid");
        }
    }
}
