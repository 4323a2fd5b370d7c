namespace Pum.Tool.Tests;

/// <summary>What stands on the page of recipes: nothing that no test runs.</summary>
[TestClass]
public sealed class RecipePageTests
{
    // A block that is added gets a test: BackupRecipeTests, CopyRecipeTests or, with the packed package, SnapshotRecipeTests.
    private static readonly string[] Blocks =
    [
        "ini pg_service.conf", "sql backup-role.sql", "sh backup-app", "ini backup-app.service", "ini backup-app.timer", "text", "console",
        "sh check-backup",
        "xml snapshot.proj", "gitattributes .gitattributes", "console",
        "xml seed.proj", "gitignore .gitignore", "console", "yaml GitHub", "yaml GitLab",
        "console", "text",
        "sh derive-dump", "console", "sql reduce.sql", "sql anonymise.sql", "sql",
        "console", "console",
    ];

    [TestMethod]
    public void Each_block_of_the_page_has_its_test() => CollectionAssert.AreEqual(
        Blocks,
        ManualSnippet.Of(Recipes.Page).Select(snippet => $"{snippet.Language} {Recipes.NameOf(snippet)}".TrimEnd()).ToArray());

    [TestMethod]
    public void The_services_of_the_tests_are_those_of_the_page() => CollectionAssert.AreEqual(
        (string[])["[app]", "[scratch]", "[dev]"],
        Recipes.File("pg_service.conf").Split('\n').Where(line => line.StartsWith('[')).ToArray());

    // Whether systemd takes them was tried by hand (systemd-analyze verify).
    [TestMethod]
    public void Cron_and_the_unit_run_the_script_with_the_same_variables()
    {
        const string Variables = "BACKUP_FOLDER=/var/backups/app BACKUP_STORE=https://store.example.org/app";
        Assert.Contains($"Environment={Variables}\nExecStart=/usr/local/bin/backup-app\n", Recipes.File("backup-app.service"));
        Assert.Contains($"{Variables} /usr/local/bin/backup-app\n", ManualSnippet.ReadPage(Recipes.Page));
        foreach (var variable in Variables.Split(' ').Select(pair => pair.Split('=')[0]))
            Assert.Contains($"${variable}", Recipes.File("backup-app"));
    }
}
