import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const isOurs = (path) => !path.includes('node_modules/')

/** What a lock file has of a package, without what an image leaves out, and with the versions that replace others. */
const atRunTime = ({ devDependencies: _, optionalDependencies: __, ...entry }, overridden) =>
  overridden ? { ...entry, dependencies: { ...entry.dependencies, ...overridden } } : entry

/** Node, which no lock file lists. By the CPE a scanner finds what was reported of this version. */
const runtime = (version) => ({
  type: 'platform',
  'bom-ref': `pkg:generic/node@${version}`,
  name: 'node',
  version,
  licenses: [{ license: { id: 'MIT' } }],
  purl: `pkg:generic/node@${version}`,
  cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
})

/**
 * Writes the CycloneDX document of exactly these packages, as npm makes it, and of the Node that runs this. Its time is
 * that of the sources, and it has no serial number: the same sources give the same document.
 * @param paths the packages, as the lock file names them
 */
export const writeBillOfMaterials = ({ root, service, paths, lock, file }) => {
  const workspaces = [...paths].filter(isOurs).toSorted()
  const { version, license, overrides } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const own = JSON.parse(readFileSync(join(root, 'services', service, 'package.json'), 'utf8'))
  const project = { name: `case-timeline-${service}`, version, license, description: own.description, private: true, workspaces }
  const packages = Object.entries(lock)
    .filter(([path, { link, resolved }]) => paths.has(link ? resolved : path))
    .map(([path, entry]) => [path, atRunTime(entry, overrides[path.split('node_modules/').at(-1)])])
  const folder = mkdtempSync(join(tmpdir(), 'case-timeline-sbom-'))
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project))
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({
        name: project.name,
        version,
        lockfileVersion: 3,
        requires: true,
        packages: { '': project, ...Object.fromEntries(packages) },
      }),
    )
    const options = ['--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx', '--sbom-type=application']
    const document = JSON.parse(execFileSync('npm', ['sbom', ...options], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 }))
    delete document.serialNumber
    document.metadata.timestamp = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1_000).toISOString()
    document.metadata.component.name = project.name
    document.components.push(runtime(process.versions.node))
    writeFileSync(file, `${JSON.stringify(document, undefined, 1)}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
