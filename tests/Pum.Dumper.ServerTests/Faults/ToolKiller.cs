using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>Sends SIGKILL to client tools, as the system does when memory runs out.</summary>
internal static class ToolKiller
{
    /// <summary>
    /// Ends one of the tools that work for a database of a server whose name begins so, a worker or their leader, or all of them.
    /// </summary>
    public static void Kill(TemporaryServer server, string database, Random random)
    {
        var found = Leftovers.Processes(database).RemoveAll(line => !line.Contains($"port='{server.Port}'", StringComparison.Ordinal));
        if (found.IsEmpty)
            return;
        foreach (var line in random.Next(2) == 0 ? found : [found[random.Next(found.Length)]])
        {
            try
            {
                using var process = Process.GetProcessById(int.Parse(line.Trim().Split(' ')[0], CultureInfo.InvariantCulture));
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has come to its end meanwhile.
            }
        }
    }
}
