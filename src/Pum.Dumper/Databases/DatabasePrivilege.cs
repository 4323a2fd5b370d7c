using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>A privilege on a database.</summary>
/// <param name="Grantor">Who granted it.</param>
/// <param name="Grantee">Who has it; <see langword="null"/> means PUBLIC.</param>
/// <param name="Privilege"><c>CONNECT</c>, <c>CREATE</c> or <c>TEMPORARY</c>.</param>
/// <param name="IsGrantable">Whether it may be granted on.</param>
internal sealed record DatabasePrivilege(string Grantor, string? Grantee, string Privilege, bool IsGrantable)
{
    /// <summary>The privilege for people.</summary>
    public string Display => $"{Privilege} for {Grantee ?? "PUBLIC"} from {Grantor}";

    /// <summary>The statements that grant it again.</summary>
    /// <param name="name">The database as SQL writes it.</param>
    /// <param name="owner">Its owner, in whose name a member grants.</param>
    /// <param name="role">The role that the session took on, or <see langword="null"/>.</param>
    public ImmutableArray<string> GrantOn(string name, string owner, string? role)
    {
        var grant = $"GRANT {Privilege} ON DATABASE {name} TO {(Grantee is null ? "PUBLIC" : Sql.Identifier(Grantee))}{(IsGrantable ? " WITH GRANT OPTION" : "")}";
        // Only the one who granted it can: GRANTED BY takes no other.
        return Grantor == owner
            ? [grant]
            : [$"SET LOCAL ROLE {Sql.Identifier(Grantor)}", grant, $"SET LOCAL ROLE {(role is null ? "NONE" : Sql.Identifier(role))}"];
    }
}
