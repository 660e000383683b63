# What the commands in this folder share: sourced by bash. Whatever is installed or built lands in ignored folders of the project
# (node_modules, local/node_modules, local/lib, lib, .tools), and what is there already and fits costs no time.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
COMMAND=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
COMMAND=${COMMAND#"$ROOT"/}
cd "$ROOT"

export AWS_REGION=us-east-1                               # else the SDK waits 8 s for a metadata service
export CDK_DISABLE_CLI_TELEMETRY=true CDK_NOTICES=false
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20   # a list of major versions, not a flag
export TS_NODE_PROJECT="$ROOT/tsconfig.dev.json" TS_NODE_TRANSPILE_ONLY=1
export NPM_CONFIG_UPDATE_NOTIFIER=false
export PATH="$ROOT/.tools/bin:$ROOT/node_modules/.bin:$PATH"

# Nothing here calls AWS, so no credentials that happen to be there are looked at.
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN

ticker=
trap '[ -z "$ticker" ] || kill "$ticker" 2>/dev/null' EXIT

# One line that says what is missing and what to do.
fail() {
  printf '%s: %s\n' "$COMMAND" "$*" >&2
  exit 1
}

# need COMMAND WHAT-TO-DO
need() {
  command -v "$1" >/dev/null || fail "'$1' is needed and is not on the PATH. $2, and run this again."
}

need_node() {
  need node 'Install Node.js 20.19 or later (https://nodejs.org)'
  need npm 'Install npm, which comes with Node.js (https://nodejs.org)'
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' \
    || fail "Node.js 20.19 or later is needed, and $(command -v node) is $(node --version). Install a later one (https://nodejs.org), and run this again."
}

need_python() {
  need python3 'Install Python 3.10 or later (https://www.python.org/downloads)'
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
    || fail "Python 3.10 or later is needed, and $(command -v python3) is $(python3 --version 2>&1). Install a later one, and run this again."
  python3 -c 'import ensurepip, venv' 2>/dev/null \
    || fail "Python has no module 'venv'. Install it (on Debian and Ubuntu: apt-get install python3-venv), and run this again."
}

need_git() {
  need git 'Install Git (https://git-scm.com/downloads)'
}

NETWORK='ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|no such host|dial tcp|i/o timeout|NewConnectionError|name resolution'

# step LABEL HOW-LONG COMMAND...: runs something long; shows its output only if it fails.
step() {
  local label=$1 about=$2 log status=0 start=$SECONDS
  shift 2
  mkdir -p .tools/log
  log=.tools/log/$(printf '%s' "$label" | tr -cs 'A-Za-z0-9.' '-').log
  printf '%s (%s) ...' "$label" "$about" >&2
  if [ -t 2 ]; then
    ( while sleep 1 && kill -0 $$ 2>/dev/null; do printf '\r%s (%s) ... %d s' "$label" "$about" "$((SECONDS - start))" >&2; done ) &
    ticker=$!
  fi
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ -n "$ticker" ]; then
    kill "$ticker"
    wait "$ticker" 2>/dev/null || true
    ticker=
    printf '\r%s (%s) ...' "$label" "$about" >&2
  fi
  if [ "$status" -eq 0 ]; then
    printf ' done, %d s\n' "$((SECONDS - start))" >&2
    return
  fi
  printf ' failed\n' >&2
  tail -n 25 "$log" >&2
  if grep -qE "$NETWORK" "$log"; then
    fail "$label: the network did not answer. Check the connection and the proxy, and run this again. All of the output: $log"
  fi
  fail "$label: ended with exit code $status, see above. All of the output: $log"
}

# newer STAMP PATH...: whether something is newer than the stamp, or the stamp is not there. A folder is newer when a file in it is gone.
newer() {
  local stamp=$1
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -print -quit)" ]
}

# npm_packages FOLDER HOW-LONG: what the lock file says, unless that very file was installed already.
npm_packages() {
  local folder=$1 installed=$1/node_modules/.installed-lock.json
  if ! cmp -s "$folder/package-lock.json" "$installed"; then
    step "npm packages of $folder" "$2" npm --prefix "$folder" ci --prefer-offline --no-audit --no-fund
    cp "$folder/package-lock.json" "$installed"
  fi
  if [ "$folder" = . ]; then
    link_package
  fi
}

# The examples import the package by its name, as its users do. Not one link to the root: tools that search node_modules would search all
# of it again.
link_package() {
  local package=node_modules/cdk-s3-proxy-api
  # Of whoever linked the root by hand: what follows would be written into it.
  if [ -L "$package" ]; then
    rm "$package"
  fi
  mkdir -p "$package"
  link ../../package.json "$package/package.json"
  link ../../lib "$package/lib"
  # What their users start: s3-proxy-local, and the S3 server that it looks for on the PATH.
  link ../../local/lib/cli/main.js node_modules/.bin/s3-proxy-local
  link ../../.tools/bin/versitygw node_modules/.bin/versitygw
}

# link TARGET LINK: leaves alone what leads there already, as others may be reading it.
link() {
  [ "$(readlink "$2")" = "$1" ] || ln -sfn "$1" "$2"
}

# Programs in Go, in .tools/bin. Go notes in each of them which module it was made of.
# has_go_program NAME MODULE VERSION
has_go_program() {
  LC_ALL=C grep -aqsF "mod	$2	$3" ".tools/bin/$1"
}

need_go_program() {
  has_go_program "$@" || need go 'Install Go 1.25 or later (https://go.dev/dl)'
}

# install_go_program NAME MODULE VERSION PACKAGE LABEL HOW-LONG
install_go_program() {
  has_go_program "$1" "$2" "$3" || step "$5 $3" "$6" env GOBIN="$ROOT/.tools/bin" GOFLAGS=-buildvcs=false go install "$4@$3"
}

# The S3 server that everything runs against.
VERSITYGW=(versitygw github.com/versity/versitygw v1.8.0)
need_versitygw() {
  need_go_program "${VERSITYGW[@]}"
}

install_versitygw() {
  install_go_program "${VERSITYGW[@]}" "${VERSITYGW[1]}/cmd/versitygw" 'S3 server versitygw' 'once, about 3 min'
}

# What `npm run check:clients` runs besides what is in the Python environment.
RCLONE=(rclone github.com/rclone/rclone v1.76.0)
need_clients() {
  need curl 'Install curl 7.76 or later (https://curl.se)'
  need_go_program "${RCLONE[@]}"
}

install_clients() {
  install_go_program "${RCLONE[@]}" "${RCLONE[1]}" 'S3 client rclone' 'once, about 5 min'
  if newer .tools/java/pom.xml examples/clients/java/pom.xml; then
    rm -rf .tools/java
    step 'AWS SDK for Java' 'once, about 1 min' \
      mvn --quiet --batch-mode --file examples/clients/java dependency:copy-dependencies "-DoutputDirectory=$ROOT/.tools/java/lib"
    cp examples/clients/java/pom.xml .tools/java/
  fi
  if newer .tools/java/classes/Program.class examples/clients/java script/clients/drivers/java; then
    step 'S3 clients in Java' 'about 5 s' \
      javac -nowarn -encoding UTF-8 -cp '.tools/java/lib/*' -d .tools/java/classes examples/clients/java/*.java script/clients/drivers/java/*.java
  fi
}

# Checks the workflows of .github.
ACTIONLINT=(actionlint github.com/rhysd/actionlint v1.7.12)
need_actionlint() {
  need_go_program "${ACTIONLINT[@]}"
}

install_actionlint() {
  install_go_program "${ACTIONLINT[@]}" "${ACTIONLINT[1]}/cmd/actionlint" 'actionlint' 'once, about 10 s'
}

has_python_packages() {
  cmp -s script/requirements.txt .tools/venv/requirements.txt
}

install_python_packages() {
  has_python_packages && return
  rm -rf .tools/venv
  step 'Python environment' 'once, about 5 s' python3 -m venv .tools/venv
  step 'Python packages' 'once, about 30 s' .tools/venv/bin/python3 -m pip install --disable-pip-version-check --no-input -r script/requirements.txt
  # Its first line names an interpreter, which no system finds in a folder with a space.
  mkdir -p .tools/bin
  printf '%s\n' '#!/bin/sh' 'tools=$(dirname "$(dirname "$0")")' 'exec "$tools/venv/bin/python3" "$tools/venv/bin/s3cmd" "$@"' >.tools/bin/s3cmd
  chmod +x .tools/bin/s3cmd
  cp script/requirements.txt .tools/venv/
}

# The browser that tests open pages with: CHROMIUM, what is on the PATH, or Debian's.
has_chromium() {
  local name
  for name in ${CHROMIUM:-chromium google-chrome}; do
    if name=$(command -v "$name"); then
      export CHROMIUM=$name
      return
    fi
  done
  return 1
}

need_chromium() {
  has_chromium && return
  [ -z "${CHROMIUM:-}" ] || fail "CHROMIUM is '$CHROMIUM', which cannot be run. Set it to the path of a Chromium or Chrome, and run this again."
  need_debian 'Install Chromium or Google Chrome, or set CHROMIUM to the path of one'
}

install_chromium() {
  has_chromium && return
  debian_packages 'Chromium' 'once, about 30 s' chromium
  has_chromium || fail "Chromium was installed, and there is no 'chromium' on the PATH. Set CHROMIUM to its path, and run this again."
}

# need_debian WHAT-TO-DO: whether packages of Debian can be installed.
need_debian() {
  need apt-get "$1"
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || fail "only root may install packages of Debian. $1, and run this again."
}

# debian_packages LABEL HOW-LONG PACKAGE...
debian_packages() {
  local label=$1 about=$2 root=(env DEBIAN_FRONTEND=noninteractive)
  shift 2
  [ "$(id -u)" -eq 0 ] || root=(sudo -n "${root[@]}")
  step 'package lists' 'once, about 5 s' "${root[@]}" apt-get update
  step "$label" "$about" "${root[@]}" apt-get install --yes --no-install-recommends "$@"
}

has_java() {
  command -v mvn >/dev/null && command -v javac >/dev/null
}

need_java() {
  has_java || need_debian 'Install a JDK, 17 or later, and Maven'
}

install_java() {
  has_java || debian_packages 'Java and Maven' 'once, about 60 s' default-jdk-headless maven
}

# lib/ and .jsii, the package as it is published.
build_package() {
  if newer .jsii src package.json tsconfig.json README.md || [ ! -e lib/index.js ]; then
    rm -rf lib
    step 'cdk-s3-proxy-api with jsii' 'about 20 s' jsii --silence-warnings=reserved-word
  fi
}

build_local() {
  if newer local/lib/.built local/src local/package.json local/tsconfig.json; then
    rm -rf local/lib
    step 's3-proxy-local with tsc' 'about 5 s' npm --prefix local run build
    chmod +x local/lib/cli/main.js # as npm does to what it installs
    touch local/lib/.built
  fi
}

# All that this project's own programs and examples run with.
set_up() {
  need_node
  need_versitygw
  npm_packages . 'once, about 40 s'
  npm_packages local 'once, about 5 s'
  install_versitygw
  build_package
  build_local
}
