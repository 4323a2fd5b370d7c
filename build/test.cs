#!/usr/bin/env dotnet
#:property PublishAot=false
#:project Support/Support.csproj

// Runs every test, on a machine that needs nothing but the .NET SDK:
//   dotnet run build/test.cs [-- PART-OF-A-TEST'S-NAME …]
using Pum.Build.Support;

try
{
    Postgres.Ensure(forTests: true);
    return TestRun.Run(args);
}
catch (SetupException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
