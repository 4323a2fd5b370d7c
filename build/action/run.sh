#!/usr/bin/env bash
# Runs the step of action.yml: installs pum, which reads the inputs from the variables INPUT_* itself.
#
# One script for all systems: bash is on every runner of GitHub, Windows included, and on most others; PowerShell is not. It stays within
# what the bash 3.2 of macOS knows.
set -euo pipefail

fail() {
  echo "::error title=pum::$1"
  exit 1
}

# On Windows, bash rewrites variables that look like paths of Unix before it starts a program. These prefixes are left alone
# (https://www.msys2.org/docs/filesystem-paths/#environment-variables).
export MSYS2_ENV_CONV_EXCL="INPUT_;PUM_;PG${INPUT_CONNECTION_STRING_VARIABLE:+;$INPUT_CONNECTION_STRING_VARIABLE}"

command -v dotnet > /dev/null || fail "The action needs the .NET SDK 10 or later. Run actions/setup-dotnet before it."

version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' "$GITHUB_ACTION_PATH/Directory.Build.props")
# The tag of a version before that one, v1.0.0-rc.1, is the version of its packages.
if [[ ${PUM_ACTION_REF:-} == "v$version"-* ]]; then
  version=${PUM_ACTION_REF#v}
fi
folder="$RUNNER_TEMP/pum-$version"

# Builds pum from the sources of the action, in a subshell: its variables stay its own. There the action's own global.json counts.
publish() (
  cd "$GITHUB_ACTION_PATH" || exit
  # MSBuild takes variables of the job for properties, in capitals or not.
  shopt -s nocasematch
  for name in $(compgen -e); do
    case $name in
      Version | VersionPrefix | VersionSuffix | PackageVersion | AssemblyVersion | FileVersion | InformationalVersion | \
        Platform | PlatformTarget | Configuration | TargetFramework | TargetFrameworks | RuntimeIdentifier | RuntimeIdentifiers | \
        SelfContained | PublishSingleFile | PublishTrimmed | PublishAot | AssemblyName | RootNamespace | OutputType | LangVersion | \
        OutDir | OutputPath | BaseOutputPath | IntermediateOutputPath | BaseIntermediateOutputPath | ArtifactsPath | \
        UseArtifactsOutput | PublishDir)
        unset "$name"
        ;;
    esac
  done
  # The workflow's repository, which pum is not from.
  unset GITHUB_REPOSITORY
  dotnet publish src/Pum.Tool -c Release -o "$1" -p:Version="$version" -p:RunAnalyzers=false -v quiet
)

# A later step of the job finds it there.
if [ ! -x "$folder/pum" ]; then
  echo "::group::Install pum $version"
  if [ -n "${INPUT_SOURCE:-}" ]; then
    dotnet tool install Pum.Tool --version "$version" --source="$INPUT_SOURCE" --tool-path "$folder" ||
      fail "Pum.Tool $version could not be installed from the source that the step names. The log says why."
  else
    # What was ended half-way does not count as installed.
    rm -rf "$folder" "$folder.new"
    publish "$folder.new" ||
      fail "pum could not be built from the sources of the action. It needs the .NET SDK 10 and nuget.org. The log says more."
    mv "$folder.new" "$folder"
  fi
  echo "::endgroup::"
fi

exec "$folder/pum" github-action
