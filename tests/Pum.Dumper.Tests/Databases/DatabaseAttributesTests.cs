using Pum.Dumper.Databases;

namespace Pum.Dumper.Tests.Databases;

[TestClass]
public sealed class DatabaseAttributesTests
{
    [TestMethod]
    public void A_database_without_anything_of_its_own_gets_its_owner() => Assert.AreEqual(
        """ALTER DATABASE "t" OWNER TO "app" """.Trim(),
        Statements(new("app", -1, null, [])));

    [TestMethod]
    public void Privileges_are_taken_from_everybody_before_they_are_given_as_they_were() => Assert.AreEqual(
        """
        ALTER DATABASE "t" OWNER TO "app"
        REVOKE ALL ON DATABASE "t" FROM PUBLIC
        REVOKE ALL ON DATABASE "t" FROM "app"
        GRANT CONNECT ON DATABASE "t" TO "a""b" WITH GRANT OPTION
        GRANT TEMPORARY ON DATABASE "t" TO PUBLIC
        SET LOCAL ROLE "a""b"
        GRANT CONNECT ON DATABASE "t" TO "other"
        SET LOCAL ROLE NONE
        ALTER DATABASE "t" CONNECTION LIMIT 0
        """.ReplaceLineEndings("\n"),
        Statements(new("app", 0, [new("app", "a\"b", "CONNECT", true), new("app", null, "TEMPORARY", false), new("a\"b", "other", "CONNECT", false)], [])));

    [TestMethod]
    [DataRow("search_path", "\"a,b\", \"c\"\"d'\", public", "'a,b', 'c\"d''', 'public'")]
    [DataRow("search_path", "\"\"", "''")]
    [DataRow("search_path", "", "''")]
    [DataRow("SEARCH_PATH", "\"$user\",public", "'$user', 'public'")]
    [DataRow("DateStyle", "ISO, YMD", "'ISO, YMD'")]
    [DataRow("my.name", "a\\b'c", " E'a\\\\b''c'")]
    public void A_list_of_names_stays_a_list_and_another_value_one_value(string name, string value, string written)
    {
        var parameter = string.Join('.', name.Split('.').Select(part => $"\"{part}\""));
        Assert.AreEqual($"ALTER DATABASE \"t\" SET {parameter} TO {written}", new DatabaseSetting(null, name, value).SetOn("\"t\""));
        Assert.AreEqual(
            $"ALTER ROLE \"r\" IN DATABASE \"t\" SET {parameter} TO {written}", new DatabaseSetting("r", name, value).SetOn("\"t\""));
    }

    private static string Statements(DatabaseAttributes attributes) =>
        string.Join('\n', attributes.CarryTo("t", null, withOwner: true).SelectMany(property => property.Statements));
}
