using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>A setting that sessions in a database begin with.</summary>
/// <param name="Role">Whose sessions; <see langword="null"/> means all roles'.</param>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value as <c>pg_db_role_setting</c> holds it.</param>
internal sealed record DatabaseSetting(string? Role, string Name, string Value)
{
    /// <summary>
    /// The parameters whose value is a list of quoted names (GUC_LIST_QUOTE in <c>src/backend/utils/misc/guc_tables.c</c>): as one string
    /// they would become a list of one. pg_dump knows the same ones by name.
    /// </summary>
    private static readonly ImmutableHashSet<string> Lists = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories");

    /// <summary>The setting for people, without its value, which may be a secret of an extension.</summary>
    public string Display => Role is null ? Name : $"{Name} of {Role}";

    /// <summary>The statement that makes it.</summary>
    /// <param name="name">The database as SQL writes it.</param>
    public string SetOn(string name) =>
        $"{(Role is null ? $"ALTER DATABASE {name}" : $"ALTER ROLE {Sql.Identifier(Role)} IN DATABASE {name}")} SET {Parameter} TO {Written}";

    // A parameter of an extension has a name in two parts.
    private string Parameter => string.Join('.', Name.Split('.').Select(Sql.Identifier));

    private string Written => Lists.Contains(Name) ? string.Join(", ", Elements().Select(Sql.Literal)) : Sql.Literal(Value);

    private IEnumerable<string> Elements()
    {
        var (start, quoted) = (0, false);
        for (var index = 0; index < Value.Length; index++)
        {
            // A doubled quote inside quotes ends them and begins them again.
            if (Value[index] == '"')
                quoted = !quoted;
            if (Value[index] != ',' || quoted)
                continue;
            yield return Unquote(Value[start..index]);
            start = index + 1;
        }

        yield return Unquote(Value[start..]);
    }

    private static string Unquote(string element)
    {
        var name = element.Trim();
        return name.StartsWith('"') ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;
    }
}
