namespace Pum.Dumper.Restoring.Planning;

/// <summary>A schema that a target had before anything was restored into it.</summary>
/// <param name="IsOwn">Whether the role in force has its owner's rights.</param>
/// <param name="IsMerelyEmpty">Whether it counts only because there is nothing in it.</param>
internal sealed record InstalledSchema(bool IsOwn, bool IsMerelyEmpty);
