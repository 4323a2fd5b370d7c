namespace Pum.Build.Tasks.Tests.Support;

/// <summary>A folder of projects that reference the packed package, as a user's repository would.</summary>
internal sealed class ProjectFolder : IDisposable
{
    private readonly TestFolder _folder;

    /// <summary>An empty folder for a package; <see cref="CreateAsync"/> waits until that is unpacked.</summary>
    public ProjectFolder(PackedPackage package, bool awkward)
    {
        Package = package;
        _folder = new(awkward);
        _folder.Write("nuget.config", package.NuGetConfig);
        Variables = new() { ["NUGET_PACKAGES"] = package.PackagesFolder, ["PumBuildTasksVersion"] = package.Version };
    }

    /// <summary>The package.</summary>
    public PackedPackage Package { get; }

    /// <summary>Environment variables for everything that runs here; null removes one.</summary>
    public Dictionary<string, string?> Variables { get; }

    /// <summary>The full path of the folder.</summary>
    public string FullName => _folder.FullName;

    /// <summary>A full path in it.</summary>
    public string this[string path] => _folder[path];

    /// <summary>An empty folder; <paramref name="awkward"/> gives it spaces and letters beyond ASCII.</summary>
    public static async Task<ProjectFolder> CreateAsync(bool awkward = false) => new(await PackedPackage.GetAsync(), awkward);

    /// <summary>Writes a file and returns its full path.</summary>
    public string Write(string path, string content) => _folder.Write(path, content);

    /// <summary>Writes a project by the package's own SDK.</summary>
    public string WriteSdkProject(string path, string body) => Write(path,
        $"""
        <Project Sdk="Pum.Build.Tasks/{Package.Version}">
        {body}
        </Project>
        """);

    /// <summary>Writes a class library, with a reference to the package unless said otherwise.</summary>
    public string WriteLibrary(string path, string body = "", bool reference = true, string properties = "<TargetFramework>net10.0</TargetFramework>") => Write(path,
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{properties}</PropertyGroup>
          <ItemGroup>{(reference ? $"""<PackageReference Include="Pum.Build.Tasks" Version="{Package.Version}" />""" : "")}</ItemGroup>
        {body}
        </Project>
        """);

    /// <summary>Writes a program for <c>/bin/sh</c> that stands in for a client tool.</summary>
    public void WriteTool(string path, string body) => TestProgram.Write(this[path], body);

    /// <summary>Writes a service file with the ways to databases, and lets everything here use it.</summary>
    public void UseServices(params (string Name, TestDatabase Database)[] services) =>
        Variables["PGSERVICEFILE"] = Write("pg_service.conf", string.Concat(services.Select(service =>
            $"""
            [{service.Name}]
            host={service.Database.Server.Host}
            port={service.Database.Server.Port}
            dbname={service.Database.Name}
            user={service.Database.User}
            password={service.Database.Password}

            """)));

    /// <summary>Runs <c>dotnet</c> in this folder.</summary>
    public Task<BuildRun> DotnetAsync(params string[] arguments) => BuildRun.DotnetAsync(FullName, arguments, Variables);

    /// <summary>Runs <c>dotnet</c> in a folder below or elsewhere.</summary>
    public Task<BuildRun> DotnetInAsync(string folder, params string[] arguments) =>
        BuildRun.DotnetAsync(this[folder], arguments, Variables);

    public void Dispose() => _folder.Dispose();
}
