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
if [[ ${GITHUB_ACTION_REF:-} == "v$version"-* ]]; then
  version=${GITHUB_ACTION_REF#v}
fi
folder="$RUNNER_TEMP/pum-$version"

# A later step of the job finds it there.
if [ ! -x "$folder/pum" ]; then
  echo "::group::Install pum $version"
  if [ -n "${INPUT_SOURCE:-}" ]; then
    dotnet tool install Pum.Tool --version "$version" --source="$INPUT_SOURCE" --tool-path "$folder" ||
      fail "Pum.Tool $version could not be installed from the source that the step names. The log says why."
  else
    # In that folder the action's own global.json counts. GITHUB_REPOSITORY is the workflow's repository, which pum is not from.
    (cd "$GITHUB_ACTION_PATH" && GITHUB_REPOSITORY='' dotnet publish src/Pum.Tool -c Release -o "$folder" -p:RunAnalyzers=false -v quiet) ||
      fail "pum could not be built from the sources of the action. It needs the .NET SDK 10 and nuget.org. The log says more."
  fi
  echo "::endgroup::"
fi

exec "$folder/pum" github-action
