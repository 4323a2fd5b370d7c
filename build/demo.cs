#!/usr/bin/env dotnet
#:property PublishAot=false
#:project Support/Support.csproj

// Dumps and restores a database of a realistic size in each format, on a machine that needs nothing but the .NET SDK:
//   dotnet run build/demo.cs
using Pum.Build.Support;
using Pum.Build.Support.Demo;

try
{
    Postgres.Ensure();
    return await DemoRun.RunAsync();
}
catch (SetupException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
