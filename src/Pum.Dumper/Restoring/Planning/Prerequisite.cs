namespace Pum.Dumper.Restoring.Planning;

/// <summary>Something that no dump of a database brings, an object or a right, and that must be there before it is restored.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="NeededBy">What needs it, for people: <c>owner of TABLE app.film</c>.</param>
/// <param name="Parameter">The parameter that leaves out what needs it, or <see langword="null"/> where there is none.</param>
internal sealed record Prerequisite(PrerequisiteKind Kind, string Name, string NeededBy, string? Parameter);

/// <summary>The kinds of prerequisites.</summary>
internal enum PrerequisiteKind
{
    /// <summary>A role, which belongs to the server.</summary>
    Role,

    /// <summary>A tablespace, which belongs to the server.</summary>
    Tablespace,

    /// <summary>An extension: its files on the server's machine, and the right to install it.</summary>
    Extension,

    /// <summary>A foreign server that another dump brings, or an administrator made.</summary>
    ForeignServer,

    /// <summary>The right to create an event trigger.</summary>
    EventTrigger,
}
