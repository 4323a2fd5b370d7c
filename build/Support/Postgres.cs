using Pum.Dumper;
using Pum.Dumper.Servers;

namespace Pum.Build.Support;

/// <summary>Gets PostgreSQL onto this machine.</summary>
public static class Postgres
{
    /// <summary>
    /// Installs PostgreSQL's server and client programs by the system's package manager where there are none. No server is started,
    /// and none is set up to start later.
    /// </summary>
    /// <param name="forTests">Whether what the tests want besides is installed with it.</param>
    /// <exception cref="SetupException">They are missing and cannot be installed from here; says how they are.</exception>
    public static void Ensure(bool forTests = false)
    {
        var environment = HostEnvironment.Current(AppContext.BaseDirectory);
        if (ServerPrograms.FindAll(environment).FirstOrDefault() is { } present)
        {
            Console.WriteLine($"PostgreSQL is in {present.BinDirectory}");
            return;
        }
        Console.WriteLine("PostgreSQL is not on this machine yet");
        if (PackageManager.Find() is not { } manager)
            throw new SetupException($"PostgreSQL's server is missing and cannot be installed from here. Install it with: {ServerInstallation.Command(environment)}; then start again.");
        if (manager.NeedsRoot && !PackageManager.MayBecomeRoot)
            throw new SetupException($"PostgreSQL's server is missing, and installing it takes root. Ask for: {ServerInstallation.Command(environment)}; then start again.");
        manager.Install(forTests);
        var installed = ServerPrograms.FindAll(HostEnvironment.Current(AppContext.BaseDirectory)).FirstOrDefault()
            ?? throw new SetupException($"PostgreSQL was installed, but its server programs are not where they are looked for. Name their folder in {ServerPrograms.Variable}.");
        Console.WriteLine($"PostgreSQL is now in {installed.BinDirectory}");
    }
}
