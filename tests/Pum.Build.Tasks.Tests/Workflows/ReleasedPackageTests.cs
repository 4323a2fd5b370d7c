using System.Runtime.InteropServices;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>The contract of all packages, for Pum.Build.Tasks as a release makes it.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ReleasedBuildTasksTests : PackageContract
{
    private protected override PackageShape Shape => PackageShape.BuildTasks(RuntimeInformation.RuntimeIdentifier);

    private protected override async Task<NuGetPackage> OpenAsync() => new((await ReleasedPackages.GetAsync()).FileOf(Shape.Id));
}

/// <summary>The contract of all packages, for Pum.Testing as a release makes it.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ReleasedTestingTests : PackageContract
{
    private protected override PackageShape Shape => PackageShape.Testing;

    private protected override async Task<NuGetPackage> OpenAsync() => new((await ReleasedPackages.GetAsync()).FileOf(Shape.Id));
}

/// <summary>The contract of all packages, for Pum.Tool as a release makes it.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ReleasedToolTests : PackageContract
{
    private protected override PackageShape Shape => PackageShape.Tool;

    private protected override async Task<NuGetPackage> OpenAsync() => new((await ReleasedPackages.GetAsync()).FileOf(Shape.Id));
}
