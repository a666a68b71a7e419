// Imports only modules of Node: it also runs before anything is installed.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

/** What a compilation depends on in addition to the packages: the versions of compiler and types are in the lock files. */
const SHARED = ['tsconfig.base.json', 'tsconfig.json', 'package.json', 'package-lock.json', 'node_modules/.package-lock.json']

/** Not the content, which takes longer to read: no edit leaves all of these as they were. */
const identity = (path) => {
  const one = statSync(path, { bigint: true, throwIfNoEntry: false })
  return one === undefined ? 'missing' : `${one.ino} ${one.size} ${one.mtimeNs} ${one.ctimeNs}`
}

const entriesOf = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (failure) {
    if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return []
    throw failure
  }
}

// Not readdirSync's own recursion, which takes twice the time.
const filesIn = (root, folder) =>
  entriesOf(`${root}/${folder}`).flatMap((entry) =>
    entry.isDirectory() ? filesIn(root, `${folder}/${entry.name}`) : `${folder}/${entry.name}`,
  )

const packagesIn = (root) => ['libs', 'services'].flatMap((kind) => entriesOf(`${root}/${kind}`).map(({ name }) => `${kind}/${name}`))

/** One line for each file, its path first. */
const linesOf = (root, paths) => paths.toSorted().map((path) => `${path} ${identity(`${root}/${path}`)}`)

/** Everything that is compiled: it changes when a source file is edited, added or removed, or a setting changes. */
export const sourcesOf = (root) =>
  linesOf(root, [
    ...SHARED,
    ...packagesIn(root).flatMap((one) => [`${one}/package.json`, `${one}/tsconfig.json`, ...filesIn(root, `${one}/src`)]),
  ])

const outputsOf = (root) =>
  linesOf(
    root,
    packagesIn(root).flatMap((one) => filesIn(root, `${one}/dist`).filter((path) => path.endsWith('.js') || path.endsWith('.tsbuildinfo'))),
  )

const recordOf = (root, project) => `${root}/${project}/dist/.compiled`
const textOf = (root, sources) => [...sources, ...outputsOf(root)].join('\n')

const recorded = (root, project) => {
  try {
    return readFileSync(recordOf(root, project), 'utf8')
  } catch (failure) {
    if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return undefined
    throw failure
  }
}

/** Whether the output of the last compilation that ended well is there, unchanged, and made from these sources. */
export const isCompiled = (root, project, sources) => recorded(root, project) === textOf(root, sources)

/**
 * The compiler considers a file unchanged that is older than its last output, as one that was moved back from a copy. Of
 * the packages with such a file it must forget what it knows.
 */
export const forgetMovedBack = (root, project, sources) => {
  const before = new Set(recorded(root, project)?.split('\n'))
  if (before.size === 0) return
  const changed = sources.filter((line) => !before.has(line)).map((line) => line.slice(0, line.indexOf(' ')))
  const ageOf = (path) => statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs
  for (const one of packagesIn(root)) {
    const output = `${one}/dist/.tsbuildinfo`
    const made = ageOf(output)
    if (changed.some((path) => (path.startsWith(`${one}/`) || SHARED.includes(path)) && ageOf(path) <= made))
      rmSync(`${root}/${output}`, { force: true })
  }
}

/**
 * Records that a compilation ended well.
 * @param sources of before the compilation, since an edit during it may have been missed
 */
export const recordCompiled = (root, project, sources) => {
  const file = recordOf(root, project)
  const draft = `${file}-${process.pid}`
  writeFileSync(draft, textOf(root, sources))
  renameSync(draft, file)
}
