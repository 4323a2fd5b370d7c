using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>
/// The encodings of databases: see <see href="https://www.postgresql.org/docs/current/multibyte.html">Character Set Support</see>.
/// </summary>
internal static class PostgresEncoding
{
    /// <summary>
    /// The encoding of a name like <c>LATIN1</c>, which throws on what it cannot decode; <see langword="null"/> for UTF8, for
    /// SQL_ASCII and for the few that .NET does not know.
    /// </summary>
    public static Encoding? Find(string name)
    {
        if (CodePage(name) is not { } page)
            return null;
        // The provider knows the code pages of Windows, .NET itself knows Latin-1 alone.
        return CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }

    private static int? CodePage(string name) => name switch
    {
        "LATIN1" => 28591,
        "LATIN2" => 28592,
        "LATIN3" => 28593,
        "LATIN4" => 28594,
        "LATIN5" => 28599,
        "LATIN7" => 28603,
        "LATIN9" => 28605,
        "ISO_8859_5" => 28595,
        "ISO_8859_6" => 28596,
        "ISO_8859_7" => 28597,
        "ISO_8859_8" => 28598,
        "WIN866" => 866,
        "WIN874" => 874,
        "WIN1250" => 1250,
        "WIN1251" => 1251,
        "WIN1252" => 1252,
        "WIN1253" => 1253,
        "WIN1254" => 1254,
        "WIN1255" => 1255,
        "WIN1256" => 1256,
        "WIN1257" => 1257,
        "WIN1258" => 1258,
        "KOI8R" => 20866,
        "KOI8U" => 21866,
        "EUC_JP" => 51932,
        "EUC_KR" => 51949,
        "EUC_CN" => 51936,
        "SJIS" => 932,
        "BIG5" => 950,
        "GBK" => 936,
        "UHC" => 949,
        "GB18030" => 54936,
        _ => null,
    };
}
