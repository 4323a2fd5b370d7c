using System.Globalization;
using System.Text;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Tests.Databases;

[TestClass]
public sealed class DatabaseEncodingTests
{
    [TestMethod]
    [DataRow("UTF8", "tmp_☃🐘", "tmp_☃🐘")]
    [DataRow("SQL_ASCII", "tmp_☃", "tmp_☃")]
    [DataRow("LATIN1", "größe", "größe")]
    [DataRow("LATIN1", "tmp_☃🐘", "tmp_\u001a\u001a")]
    [DataRow("WIN1252", "€ő", "€\u001a")]
    [DataRow("EUC_JP", "映画ö", "映画\u001a")]
    [DataRow("UTF8", "a\0b", "a\u001ab")]
    [DataRow("LATIN1", "a\0b", "a\u001ab")]
    public void A_character_that_an_encoding_lacks_has_a_substitute(string encoding, string name, string storable) =>
        Assert.AreEqual(storable, new DatabaseEncoding(encoding).Storable(name));

    [TestMethod]
    [DataRow("UTF8", "ö", "f6")]
    [DataRow("UTF8", "🐘", "1f418")]
    [DataRow("SQL_ASCII", "ö", "c3 b6")]
    [DataRow("LATIN1", "ö", "f6")]
    [DataRow("LATIN2", "ő", "f5")]
    [DataRow("LATIN1", "☃", "10ffff")]
    [DataRow("EUC_JP", "映", "b1c7")]
    [DataRow("MULE_INTERNAL", "ö", "10ffff")]
    public void A_character_has_its_code_in_the_encoding(string encoding, string character, string codes) => Assert.AreEqual(
        codes, string.Join(' ', new DatabaseEncoding(encoding).CodesOf(Rune.GetRuneAt(character, 0)).Select(
            code => code.ToString("x", CultureInfo.InvariantCulture))));
}
