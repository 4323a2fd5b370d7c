using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Tests.ClientTools;

[TestClass]
public sealed class ToolOutputTests
{
    [TestMethod]
    public void An_error_between_a_million_lines_is_kept_with_the_object_it_names()
    {
        var output = new ToolOutput();
        Add(500_000);
        output.Add("pg_restore: from TOC entry 215; 1255 16386 FUNCTION f() ci");
        output.Add("pg_restore: error: could not execute query: ERROR:  syntax error");
        Add(500_000);
        output.Add("pg_restore: warning: errors ignored on restore: 1");

        Assert.IsLessThan(1000, output.Lines.Length);
        CollectionAssert.IsSubsetOf(
            new[] { "pg_restore: from TOC entry 215; 1255 16386 FUNCTION f() ci", "pg_restore: error: could not execute query: ERROR:  syntax error" },
            output.Lines);
        Assert.AreEqual("pg_restore: warning: errors ignored on restore: 1", output.Lines[^1]);

        void Add(int lines)
        {
            for (var line = 0; line < lines; line++)
                output.Add("pg_restore: creating TABLE \"public.t\"");
        }
    }
}
