using System.Net;
using System.Text.RegularExpressions;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Tests.Reporting;

/// <summary>What stands on GitHub's page about a job.</summary>
[TestClass]
public sealed partial class SummaryTableTests
{
    [TestMethod]
    public void A_table_has_a_column_for_all_that_is_known() => Assert.AreEqual(
        "\n### pum dump\n\n| Database | Bytes | Seconds |\n| --- | --- | --- |\n| <code>app</code> | <code>8&#44;061&#44;459</code> | <code>1&#46;3</code> |\n",
        new SummaryTable("pum dump",
        [
            ("Database", "app"),
            ("Bytes", SummaryTable.Number(8061459)),
            ("Rows", SummaryTable.Number(null)),
            ("Seconds", SummaryTable.Seconds(TimeSpan.FromSeconds(1.29))),
        ]).Markdown);

    // The name reads as it is once a browser has decoded it, and holds no character that Markdown or HTML knows.
    [TestMethod]
    [DataRow("a | b")]
    [DataRow(@"a \| b \\| c")]
    [DataRow("`code` ``` ~~~")]
    [DataRow("</code></td></table><script>alert(1)</script><!--")]
    [DataRow("![x](https://example.org/x.png) [y](javascript:z) <https://example.org> www.example.org")]
    [DataRow("*a* __b__ ~~c~~ # d > e - f 1. g $h$")]
    [DataRow("@everyone #1 a@example.org &amp; &#124;")]
    [DataRow("größe 数据 🐘")]
    public void A_hostile_name_stays_in_its_cell(string name)
    {
        var cell = CellOf(name);

        Assert.DoesNotMatchRegex(Special(), EntityOrBlank().Replace(cell, ""));
        Assert.AreEqual(name, WebUtility.HtmlDecode(cell));
    }

    [TestMethod]
    [DataRow("a\n| b |\n\n# c", "a | b |  # c")]
    [DataRow("a\r\nb\u2028c\u0085d\fe", "a b c d e")]
    [DataRow("a\u001b[2J\u202eb\u0000", "a [2J b ")]
    public void A_name_of_several_lines_has_one(string name, string expected) =>
        Assert.AreEqual(expected, WebUtility.HtmlDecode(CellOf(name)));

    private static string CellOf(string name)
    {
        var lines = new SummaryTable("pum dump", [("Database", name), ("Bytes", "1")]).Markdown.Split('\n');
        Assert.HasCount(7, lines);
        var row = Row().Match(lines[5]);
        Assert.IsTrue(row.Success, lines[5]);
        return row.Groups[1].Value;
    }

    [GeneratedRegex(@"^\| <code>([^|]*)</code> \| <code>1</code> \|$")]
    private static partial Regex Row();

    [GeneratedRegex("&#[0-9]+;| ")]
    private static partial Regex EntityOrBlank();

    [GeneratedRegex(@"[!-,./:-@[-`{-~]")]
    private static partial Regex Special();
}
