namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>What another process is to do.</summary>
/// <param name="Conninfo">The server.</param>
/// <param name="Dump">The dump; <see langword="null"/> for an empty database.</param>
/// <param name="Folder">The folder that paths count from.</param>
/// <param name="Tools">The client tools.</param>
/// <param name="Clones">How many it asks for, all at once.</param>
/// <param name="Preparation">SQL that its code runs on the template; <see langword="null"/> for none.</param>
internal sealed record SeedOrder(string Conninfo, string? Dump, string Folder, string Tools, int Clones = 1, string? Preparation = null);
