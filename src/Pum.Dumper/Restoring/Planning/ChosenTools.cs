using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>The client tools that restore an archive.</summary>
/// <param name="PgRestore">The pg_restore that reads it.</param>
/// <param name="Psql">The psql through which it goes as a script, or <see langword="null"/> where pg_restore restores it by itself.</param>
internal sealed record ChosenTools(InstalledTool PgRestore, InstalledTool? Psql);
