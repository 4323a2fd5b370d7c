using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Seeding;

/// <summary>The names of the databases that seeds are made of. A process that uses one holds the advisory lock of its name.</summary>
internal static partial class SeedNames
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "pum_";

    private const string BasePrefix = "pum_base_";
    private const string TemplatePrefix = "pum_template_";
    private const string MakingPrefix = "pum_making_";
    private const string SparePrefix = "pum_spare_";

    /// <summary>How much of a key a name holds, in hexadecimal digits: 96 bits.</summary>
    private const int KeyLength = 24;

    private const int MakingBytes = 4;

    /// <summary>PostgreSQL's limit in bytes, which are characters here.</summary>
    private const int MostBytes = 63;

    /// <summary>The database that a dump was restored into, for a key.</summary>
    public static string Base(string key) => BasePrefix + key[..KeyLength];

    /// <summary>The database that was prepared from a base, for a key.</summary>
    public static string Template(string key) => TemplatePrefix + key[..KeyLength];

    /// <summary>The name whose lock is the turn to make a base or a template. What is being made has a name that begins with it.</summary>
    public static string TurnOf(string template) => MakingPrefix + KeyOf(template);

    /// <summary>
    /// What a base or a template is called until it is complete; each attempt has a name of its own, so that code of one that lost its turn
    /// does not find its way into the next.
    /// </summary>
    public static string NextMaking(string turn) => $"{turn}_{RandomHex(MakingBytes)}";

    /// <summary>The turn in which something is being made, by its name.</summary>
    public static string TurnOfMaking(string making) => making[..^(1 + (2 * MakingBytes))];

    /// <summary>What the spares of a template begin with.</summary>
    public static string SparesOf(string template) => $"{SparePrefix}{KeyOf(template)}_";

    /// <summary>A new spare of a template.</summary>
    public static string NextSpare(string template) => SparesOf(template) + RandomHex(4);

    /// <summary>
    /// A new clone, called after its seed and who asked for it: <c>pum_app_RenameTests_Keeps_albums_7f3a</c>. What is no ASCII letter or
    /// digit becomes an underscore, so that the name is the same in every encoding.
    /// </summary>
    public static string NextClone(string seed, string caller)
    {
        var end = "_" + RandomHex(2);
        var name = new StringBuilder(Prefix);
        foreach (var letter in caller.Length > 0 ? $"{seed}_{caller}" : seed)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(letter);
            else if (name[^1] != '_')
                name.Append('_');
        }

        return name.ToString(0, Math.Min(name.Length, MostBytes - end.Length)).TrimEnd('_') + end;
    }

    /// <summary>Whether it is the name of a base or a template.</summary>
    public static bool IsTemplate(string name) => TemplateName().IsMatch(name);

    /// <summary>Whether it is the name of something that is being made.</summary>
    public static bool IsMaking(string name) => MakingName().IsMatch(name);

    /// <summary>The key's part of the name of a spare; <see langword="null"/> if it is no such name.</summary>
    public static string? KeyOfSpare(string name) => SpareName().Match(name) is { Success: true } match ? match.Groups["key"].Value : null;

    /// <summary>The key's part of the name of a base or a template.</summary>
    public static string KeyOf(string template) => template[(template.LastIndexOf('_') + 1)..];

    private static string RandomHex(int bytes) => Convert.ToHexString(RandomNumberGenerator.GetBytes(bytes)).ToLowerInvariant();

    [GeneratedRegex(@"^pum_(base|template)_[0-9a-f]{24}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TemplateName();

    [GeneratedRegex(@"^pum_making_[0-9a-f]{24}_[0-9a-f]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MakingName();

    [GeneratedRegex(@"^pum_spare_(?<key>[0-9a-f]{24})_[0-9a-f]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SpareName();
}
