using Pum.Dumper.Failures;

namespace Pum.Testing.Tests;

[TestClass]
public sealed class PumSeedExceptionTests
{
    // The name of another role's session, for instance.
    [TestMethod]
    public void Its_message_commands_no_runner_and_says_everything_once()
    {
        var reason = new PumFailureException(
            [SeedFailures.NameTaken("a", "##vso[task.complete result=Succeeded;]"), SeedFailures.NameTaken("b", "c\u001b[2J")]);

        var exception = new PumSeedException("app", "/src/app.csproj", reason);

        Assert.DoesNotContain("##vso[", exception.ToString());
        Assert.DoesNotContain("\u001b", exception.ToString());
        Assert.HasCount(3, exception.ToString().Split("PUM6001"));
        Assert.EndsWith(" (seed 'app', defined in /src/app.csproj)", exception.Message);
    }
}
