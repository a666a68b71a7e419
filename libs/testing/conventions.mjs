import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import semver from 'semver'

/**
 * The roles of a file, as in `<concept>.<role>.ts`: a closed list, so that a name always shows what the file contains.
 */
const ROLES = new Set(
  'decide rules clocks stream reads commands controller guard filter interceptor reactions view entity module migration contract'.split(
    ' ',
  ),
)
/**
 * The endings that may follow a role, or be used without one: a kind of specification, or fixtures for specifications.
 */
const SPEC = /(^|\.)((int\.|e2e\.|data\.|kafka\.|clients\.|image\.|openapi\.|node\.|pages\.)?spec|fixtures)$/
/** The check runs many unit specifications in one file (decision 63), so a hook of one must not run for the others. */
const UNIT_SPEC = /(?<!\.(?:int|e2e|data|kafka|clients|helm|image|openapi|node|pages))\.spec\.ts$/
const HOOK_OF_EACH_TEST = /^(beforeEach|afterEach)\(/m
/** A comment that switches rules of the linter off. */
const SILENCED = /(?:es|ox)lint-(?:disable|enable)/
const MEANINGLESS_NAMES = /(^|[-.])(helpers?|utils?|managers?|base|impl|types|common|misc)(?=[-.]|$)|\.service$/
const MAX_FOLDERS = 5
const MAX_LINES = 300
const IGNORED_FOLDERS = new Set(['node_modules', 'dist', '.git', '.nx', '.case-timeline', 'coverage'])
const EXACT = /^(npm:(@[a-z0-9-]+\/)?[a-z0-9-]+@)?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED_FOLDERS.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : []
  })

const json = (path) => JSON.parse(readFileSync(path, 'utf8'))

const checkSource = (root, path) => {
  const findings = []
  const name = basename(path).replace(/\.(ts|mjs|cjs|tsx|js)$/, '')
  const [concept, ...endings] = name.split('.')
  const role = endings.join('.').replace(SPEC, '')
  const inPackage = /^(libs|services)\//.test(path)
  if (MEANINGLESS_NAMES.test(name)) findings.push(['names-are-meaningful', `"${basename(path)}" names no concept of the field`])
  else if (inPackage && role !== '' && !ROLES.has(role))
    findings.push(['file-roles-are-a-closed-list', `".${role}" is not a role; the roles are ${[...ROLES, 'fixtures', 'spec'].join(', ')}`])
  if (inPackage && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(concept)) findings.push(['names-are-kebab-case', `"${concept}" is not kebab-case`])
  const text = readFileSync(join(root, path), 'utf8')
  const [hook] = (UNIT_SPEC.test(path) && HOOK_OF_EACH_TEST.exec(text)) || []
  if (hook) findings.push(['hooks-stand-in-a-describe', `${hook}…) at the top of the file: put it in the describe of its tests`])
  const [silenced] = SILENCED.exec(text) ?? []
  if (silenced) findings.push(['linter-is-not-silenced', `${silenced}: follow the rule, or change it for all in .oxlintrc.json`])
  const lines = text.split('\n').length - 1
  if (lines > MAX_LINES) findings.push(['files-have-one-reason', `${lines} lines; split a file of more than ${MAX_LINES} lines`])
  return findings
}

const checkPath = (path) => {
  const folders = path.split('/').length - 1
  return folders > MAX_FOLDERS ? [['paths-are-short', `${folders} folders deep; ${MAX_FOLDERS} is the maximum`]] : []
}

/** Links of a page to missing files; links to the web are not checked. */
const checkLinks = (root, path) => {
  const text = readFileSync(join(root, path), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
    .filter(([, target]) => !existsSync(join(root, dirname(path), target)))
    .map(([, target]) => ['links-resolve', `${target} does not exist`])
}

const workspaceName = (dependency) => dependency.startsWith('@case-timeline/')

/** The elements of `left` that are missing in `right`. */
const missing = (left, right) => [...left].filter((one) => !right.has(one))

const checkPackage = (root, path, packages, sources) => {
  const folder = dirname(path)
  const manifest = json(join(root, path))
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  const findings = Object.entries(declared)
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => ['versions-are-exact', `${name} is "${version}": pin one version`])
  if (folder === '.') return findings

  // A package without `src` has only plain scripts, which are not compiled.
  if (!existsSync(join(root, folder, 'src'))) return findings

  // Dependencies that only specifications need are built by the root project.
  const depends = new Set(Object.keys(manifest.dependencies ?? {}).filter(workspaceName))
  const config = join(root, folder, 'tsconfig.json')
  const references = new Set((json(config).references ?? []).map((one) => relative(root, join(root, folder, one.path))))
  const pure = `${folder}/tsconfig.pure.json`
  const nameOf = new Map([...packages].map(([name, at]) => [at, name]))
  const referenced = new Set([...references].filter((at) => at !== pure).map((at) => nameOf.get(at) ?? at))
  for (const name of missing(depends, referenced))
    findings.push(['references-are-dependencies', `depends on ${name}, and its tsconfig.json does not reference it`])
  for (const name of missing(referenced, depends))
    findings.push(['references-are-dependencies', `its tsconfig.json references ${name}, and package.json does not name it`])
  const decides = sources.some((one) => one.startsWith(`${folder}/src/`) && one.endsWith('.decide.ts'))
  if (existsSync(join(root, pure)) && !references.has(pure))
    findings.push(['domains-compile-apart', 'its tsconfig.json does not reference ./tsconfig.pure.json'])
  else if (decides && !existsSync(join(root, pure)))
    findings.push([
      'domains-compile-apart',
      'it decides commands and has no tsconfig.pure.json, which is needed to check that they are pure',
    ])

  const imported = new Set()
  for (const source of sources.filter((one) => one.startsWith(`${folder}/src/`) && !/(\.spec|fixtures)\.ts$/.test(one)))
    for (const [, name] of readFileSync(join(root, source), 'utf8').matchAll(/(?:from|import\() ?'(@case-timeline\/[a-z-]+)/g))
      imported.add(name)
  imported.delete(manifest.name)
  for (const name of missing(imported, depends))
    findings.push(['references-are-dependencies', `imports ${name}, and package.json does not name it`])
  return findings
}

const checkRoot = (root, packages) => {
  const references = new Set((json(join(root, 'tsconfig.json')).references ?? []).map((one) => one.path.replace(/^\.\//, '')))
  const compiled = [...packages.values()].filter((at) => existsSync(join(root, at, 'src')))
  return missing(compiled, references).map((at) => ['root-builds-every-package', `tsconfig.json does not reference ./${at}`])
}

/** npm warns (EBADENGINE) of each package that does not run on the Node.js on which it is installed. */
const checkEngines = (root, path) => {
  const promised = json(join(root, 'package.json')).engines.node
  return Object.entries(json(join(root, path)).packages)
    .filter(([, { engines }]) => engines?.node && !semver.subset(promised, engines.node))
    .map(([name, { version, engines }]) => [
      'packages-run-where-promised',
      `${name} ${version} runs on ${engines.node}, and ${promised} is promised: pin another release`,
    ])
}

/**
 * The conventions for files that no other tool checks.
 * @param root folder of the repository
 * @returns one finding per broken rule: `{ path, rule, message }`
 */
export const checkConventions = (root) => {
  const paths = walk(root).map((path) => relative(root, path).replaceAll('\\', '/'))
  const manifests = paths.filter((path) => /^(libs|services)\/[^/]+\/package\.json$/.test(path))
  const packages = new Map(manifests.map((path) => [json(join(root, path)).name, dirname(path)]))
  const sources = paths.filter((path) => /\.(ts|tsx|mjs|cjs|js)$/.test(path))
  const findingsAt = (path) => (findings) => findings.map(([rule, message]) => ({ path, rule, message }))
  return [
    ...paths.flatMap((path) => findingsAt(path)(checkPath(path))),
    ...sources.flatMap((path) => findingsAt(path)(checkSource(root, path))),
    ...paths.filter((path) => path.endsWith('.md')).flatMap((path) => findingsAt(path)(checkLinks(root, path))),
    ...[...manifests, 'package.json'].flatMap((path) => findingsAt(path)(checkPackage(root, path, packages, sources))),
    ...paths.filter((path) => basename(path) === 'package-lock.json').flatMap((path) => findingsAt(path)(checkEngines(root, path))),
    ...findingsAt('tsconfig.json')(checkRoot(root, packages)),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const findings = checkConventions(process.cwd())
  for (const { path, rule, message } of findings) console.log(`${path}: ${message} (${rule})`)
  process.exitCode = findings.length > 0 ? 1 : 0
}
