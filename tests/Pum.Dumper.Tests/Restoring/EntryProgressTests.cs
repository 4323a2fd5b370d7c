using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Tests.Restoring;

/// <summary>What is read from pg_restore's lines of progress.</summary>
[TestClass]
public sealed class EntryProgressTests
{
    private readonly EntryProgress _progress = new(
        [SelectionTests.Entry(1, "TABLE", "public", "film"), SelectionTests.Entry(2, "INDEX", "public", "film_i", 1)],
        new() { Caller = "PumRestore", Connection = new(), File = "/snap.dump", BaseDirectory = "/" });

    [TestMethod]
    [DataRow("pg_restore: creating TABLE \"public.film\"", 1)]
    [DataRow("pg_restore.exe: processing data for table \"public.film\"", 1)]
    [DataRow("pg_restore: executing SEQUENCE SET film_id_seq", 1)]
    [DataRow("pg_restore: launching item 7 TABLE DATA film", 0)]
    [DataRow("pg_restore: finished item 7 TABLE DATA film", 0)]
    public void Lines_of_progress_are_taken_and_each_entry_counts_once(string line, int begun)
    {
        Assert.IsTrue(_progress.Take(line));
        Assert.AreEqual(begun, _progress.Begun);
    }

    [TestMethod]
    [DataRow("pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists")]
    [DataRow("pg_restore: from TOC entry 7; 1259 16386 TABLE film ci")]
    [DataRow("pg_restore: warning: errors ignored on restore: 1")]
    [DataRow("pg_restore: executing SELECT pg_catalog.set_config('search_path', '', false);")]
    [DataRow("creating TABLE \"public.film\"")]
    [DataRow("")]
    public void Everything_else_is_left_to_others(string line)
    {
        Assert.IsFalse(_progress.Take(line));
        Assert.IsNull(_progress.Describe());
    }

    [TestMethod]
    public void It_says_the_last_entry_that_was_begun()
    {
        _progress.Take("pg_restore: creating TABLE \"public.film\"");
        _progress.Take("pg_restore: finished item 1 TABLE film");

        Assert.AreEqual("1 of 2 entries, creating TABLE \"public.film\"", _progress.Describe());
    }
}
