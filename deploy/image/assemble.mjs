// `node deploy/image/assemble.mjs SERVICE FOLDER` puts together what the image of one service contains: the service, the
// packages that it needs at run time, found by their manifests, and of these only the files that Node can load. With
// `shared` instead of a service, the packages that all of them need. Run it after `npm ci` and the compiler.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { writeBillOfMaterials } from './bill-of-materials.mjs'
import { LICENCE_FILE, noticesOf } from './licence-notices.mjs'
import { closureOf, isOurs, lock, manifestOf, root, SERVICES } from './packages.mjs'

/** Files that a package reads while it runs, in addition to its code. */
const DATA = { 'libs/contracts': ['released'], 'services/audit-trail': ['catalog'] }
const DEPLOYMENT_DATA = ['deploy/policy', 'deploy/image/health.mjs']
const CASECTL_DATA = ['deploy/policy', 'deploy/demo']

const NEVER_LOADED = new Set(['.ts', '.mts', '.cts', '.map', '.md', '.markdown', '.flow', '.tsbuildinfo', '.html', '.yml', '.yaml'])
const DECLARATIONS = /\.d\.[cm]?ts$/
const FOLDERS_NEVER_LOADED = new Set('test tests __tests__ example examples benchmark benchmarks docs node_modules'.split(' '))
const SPECIFICATION = /\.(spec|test)\.[cm]?js$/

const isLoaded = (file) =>
  LICENCE_FILE.test(file) || (!file.startsWith('.') && !NEVER_LOADED.has(extname(file)) && !SPECIFICATION.test(file))

const copyFolder = (from, to, accepts) => {
  for (const entry of readdirSync(from, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) {
      if (!FOLDERS_NEVER_LOADED.has(entry.name) && !entry.name.startsWith('.'))
        copyFolder(join(from, entry.name), join(to, entry.name), accepts)
    } else if (accepts(entry.name)) {
      mkdirSync(to, { recursive: true })
      copyFileSync(join(from, entry.name), join(to, entry.name))
    }
  }
}

/** Of a package of the workspaces: compiled code and data, and what Node reads of its manifest. */
const copyOurs = (path, to) => {
  copyFolder(join(root, path, 'dist'), join(to, path, 'dist'), (file) => extname(file) === '.js')
  for (const data of DATA[path] ?? [])
    cpSync(join(root, path, data), join(to, path, data), { recursive: true, filter: (file) => !DECLARATIONS.test(file) })
  const { name, version, description, license, type, exports, dependencies } = manifestOf(path)
  const reachable = Object.fromEntries(Object.entries(exports).flatMap(([entry, { default: file }]) => (file ? [[entry, file]] : [])))
  const manifest = { name, version, private: true, description, license, type, exports: reachable, dependencies }
  writeFileSync(join(to, path, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  const link = join(to, 'node_modules', name)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(relative(dirname(link), join(to, path)), link)
}

/** The packages of others that all services need, a layer of its own: it is made, stored and sent once for all images. */
const sharedPackages = () => {
  const [first, ...others] = SERVICES.map((service) => closureOf(`services/${service}`))
  return new Set([...first].filter((path) => !isOurs(path) && others.every((one) => one.has(path))))
}

const assembleShared = (out) => {
  for (const path of [...sharedPackages()].toSorted()) copyFolder(join(root, path), join(out, 'app', path), isLoaded)
}

const assembleService = (service, out) => {
  const paths = closureOf(`services/${service}`)
  const shared = sharedPackages()
  const app = join(out, 'app')
  for (const path of [...paths].filter((one) => !shared.has(one)).toSorted())
    if (isOurs(path)) copyOurs(path, app)
    else copyFolder(join(root, path), join(app, path), isLoaded)
  for (const data of service === 'casectl' ? CASECTL_DATA : DEPLOYMENT_DATA) cpSync(join(root, data), join(app, data), { recursive: true })
  writeFileSync(join(app, 'package.json'), '{ "type": "module", "private": true }\n')
  copyFileSync(join(root, 'LICENSE'), join(app, 'LICENSE'))
  writeFileSync(
    join(app, 'NOTICES.txt'),
    noticesOf(
      root,
      [...paths].filter((path) => !isOurs(path)),
    ),
  )
  writeBillOfMaterials({ root, service, paths, lock, file: join(app, 'sbom.cdx.json') })
}

const [part, out] = process.argv.slice(2)
if (!['shared', ...SERVICES, 'casectl'].includes(part) || !out || !existsSync(join(root, 'services/casectl/dist/main.js')))
  throw new Error(`usage: node deploy/image/assemble.mjs shared|${SERVICES.join('|')}|casectl FOLDER, after npm ci and npx tsc -b`)
if (part === 'shared') assembleShared(out)
else assembleService(part, out)
