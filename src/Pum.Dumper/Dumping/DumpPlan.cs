using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Dumping;

/// <summary>How a database is dumped: what is decided before anything is written.</summary>
/// <param name="Request">What was asked for; the filter as pg_dump is given it.</param>
/// <param name="Connection">The database to read.</param>
/// <param name="Tool">The pg_dump that does it.</param>
/// <param name="Compressions">How the dump is compressed, best first: a pg_dump that was built without a method takes the next.</param>
/// <param name="Jobs">Parallel workers of a directory dump.</param>
/// <param name="Additional">Further options of pg_dump.</param>
internal sealed record DumpPlan(
    DumpRequest Request,
    Connection Connection,
    InstalledTool Tool,
    ImmutableArray<DumpCompression> Compressions,
    int Jobs,
    ImmutableArray<string> Additional);
