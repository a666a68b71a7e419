import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a file may be, as `<concept>.<role>.ts`: a closed list, so that a name always says what to expect inside. */
const ROLES = new Set(
  'decide rules stream commands controller guard filter interceptor reactions view entity module migration contract'.split(' '),
)
/** What may stand behind a role, or alone: a specification of some kind, or what specifications share. */
const SPEC = /(^|\.)((int\.|e2e\.|data\.|kafka\.)?spec|fixtures)$/
const SAYS_NOTHING = /(^|[-.])(helpers?|utils?|managers?|base|impl|types|common|misc)(?=[-.]|$)|\.service$/
const MAX_FOLDERS = 5
const MAX_LINES = 300
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.nx', '.case-timeline', 'coverage'])
const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : []
  })

const json = (path) => JSON.parse(readFileSync(path, 'utf8'))

const judgeSource = (root, path) => {
  const findings = []
  const name = basename(path).replace(/\.(ts|mjs|cjs|tsx|js)$/, '')
  const [concept, ...rest] = name.split('.')
  const role = rest.join('.').replace(SPEC, '')
  const inPackage = /^(libs|services)\//.test(path)
  if (SAYS_NOTHING.test(name)) findings.push(['names-say-what-is-inside', `"${basename(path)}" names no concept of the field`])
  else if (inPackage && role !== '' && !ROLES.has(role))
    findings.push(['file-roles-are-a-closed-list', `".${role}" is no role; the roles are ${[...ROLES, 'fixtures', 'spec'].join(', ')}`])
  if (inPackage && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(concept)) findings.push(['names-are-kebab-case', `"${concept}" is not kebab-case`])
  const lines = readFileSync(join(root, path), 'utf8').split('\n').length - 1
  if (lines > MAX_LINES) findings.push(['files-have-one-reason', `${lines} lines; over ${MAX_LINES} a file has two reasons to exist`])
  return findings
}

const judgePath = (path) => {
  const folders = path.split('/').length - 1
  return folders > MAX_FOLDERS ? [['paths-are-short', `${folders} folders deep; ${MAX_FOLDERS} is the end`]] : []
}

/** Links of a page that lead to no file; what is on the web is not visited. */
const judgeLinks = (root, path) => {
  const text = readFileSync(join(root, path), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
    .filter(([, target]) => !existsSync(join(root, dirname(path), target)))
    .map(([, target]) => ['links-lead-somewhere', `there is no ${target}`])
}

const workspaceName = (dependency) => dependency.startsWith('@case-timeline/')

/** Whatever of `left` is missing in `right`. */
const missing = (left, right) => [...left].filter((one) => !right.has(one))

const judgePackage = (root, path, packages, sources) => {
  const folder = dirname(path)
  const manifest = json(join(root, path))
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  const findings = Object.entries(declared)
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => ['versions-are-exact', `${name} is "${version}": pin one version`])
  if (folder === '.') return findings

  // Plain scripts are not compiled.
  if (!existsSync(join(root, folder, 'src'))) return findings

  // What only specifications need is built for them by the root project.
  const depends = new Set(Object.keys(manifest.dependencies ?? {}).filter(workspaceName))
  const config = join(root, folder, 'tsconfig.json')
  const references = new Set((json(config).references ?? []).map((one) => relative(root, join(root, folder, one.path))))
  const ownDomain = `${folder}/src/domain`
  const nameOf = new Map([...packages].map(([name, at]) => [at, name]))
  const referenced = new Set([...references].filter((at) => at !== ownDomain).map((at) => nameOf.get(at) ?? at))
  for (const name of missing(depends, referenced))
    findings.push(['references-are-dependencies', `depends on ${name}, and its tsconfig.json does not reference it`])
  for (const name of missing(referenced, depends))
    findings.push(['references-are-dependencies', `its tsconfig.json references ${name}, and package.json does not name it`])
  if (existsSync(join(root, ownDomain, 'tsconfig.json')) && !references.has(ownDomain))
    findings.push(['domains-compile-apart', 'its tsconfig.json does not reference ./src/domain'])
  else if (existsSync(join(root, ownDomain)) && !existsSync(join(root, ownDomain, 'tsconfig.json')))
    findings.push(['domains-compile-apart', 'src/domain has no tsconfig.json of its own, so nothing keeps it pure'])

  const imported = new Set()
  for (const source of sources.filter((one) => one.startsWith(`${folder}/src/`) && !/(\.spec|fixtures)\.ts$/.test(one)))
    for (const [, name] of readFileSync(join(root, source), 'utf8').matchAll(/(?:from|import\() ?'(@case-timeline\/[a-z-]+)/g))
      imported.add(name)
  imported.delete(manifest.name)
  for (const name of missing(imported, depends))
    findings.push(['references-are-dependencies', `imports ${name}, and package.json does not name it`])
  return findings
}

const judgeRoot = (root, packages) => {
  const references = new Set((json(join(root, 'tsconfig.json')).references ?? []).map((one) => one.path.replace(/^\.\//, '')))
  const compiled = [...packages.values()].filter((at) => existsSync(join(root, at, 'src')))
  return missing(compiled, references).map((at) => ['root-builds-every-package', `tsconfig.json does not reference ./${at}`])
}

/**
 * The house rules on files that no other tool knows.
 * @param root folder of the repository
 * @returns one finding per broken rule: `{ path, rule, message }`
 */
export const judgeHouse = (root) => {
  const paths = walk(root).map((path) => relative(root, path).replaceAll('\\', '/'))
  const manifests = paths.filter((path) => /^(libs|services)\/[^/]+\/package\.json$/.test(path))
  const packages = new Map(manifests.map((path) => [json(join(root, path)).name, dirname(path)]))
  const sources = paths.filter((path) => /\.(ts|tsx|mjs|cjs|js)$/.test(path))
  const of = (path) => (findings) => findings.map(([rule, message]) => ({ path, rule, message }))
  return [
    ...paths.flatMap((path) => of(path)(judgePath(path))),
    ...sources.flatMap((path) => of(path)(judgeSource(root, path))),
    ...paths.filter((path) => path.endsWith('.md')).flatMap((path) => of(path)(judgeLinks(root, path))),
    ...[...manifests, 'package.json'].flatMap((path) => of(path)(judgePackage(root, path, packages, sources))),
    ...of('tsconfig.json')(judgeRoot(root, packages)),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const findings = judgeHouse(process.cwd())
  for (const { path, rule, message } of findings) console.log(`${path}: ${message} (${rule})`)
  process.exitCode = findings.length > 0 ? 1 : 0
}
