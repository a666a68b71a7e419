import { execFile } from 'node:child_process'
import { copyFile, cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { VERSIONS } from '../node-versions/versions.mjs'
import { CannotStart } from './requirements.mjs'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MAX_OUTPUT = 2 ** 26

const BASE = /^ARG NODE_IMAGE=(node:((\d+)\.\S+?)-\S+)/m

/**
 * The base that a Dockerfile names, and the folder in which deploy/node-versions has its Node.
 * @param dockerfile its text
 * @throws CannotStart when the suites are run on another version of that line, or on none
 */
export const baseOf = (dockerfile) => {
  const [, name, version, line] = BASE.exec(dockerfile)
  const tested = VERSIONS[`node${line}`]
  if (tested?.version !== version)
    throw new CannotStart(
      `deploy/Dockerfile has Node.js ${version}, and deploy/node-versions ${tested?.version ?? `none of line ${line}`}: name one version in both.`,
    )
  return { name, version, folder: dirname(tested.folder) }
}

const hasImage = (name) =>
  run('docker', ['image', 'inspect', name]).then(
    () => true,
    () => false,
  )

/**
 * Makes the base of the images without a registry: Debian's packages with the Node of deploy/node-versions, which is
 * installed before, and the npm of this machine, under the name of the official image.
 * @param dockerfile its text
 */
export const makeBase = async (folder, dockerfile) => {
  const { name, folder: node } = baseOf(dockerfile)
  if (await hasImage(name)) return name
  const context = join(folder, 'base')
  const local = join(context, 'node/usr/local')
  await mkdir(join(local, 'bin'), { recursive: true })
  await mkdir(join(local, 'lib/node_modules'), { recursive: true })
  const [{ stdout: npm }] = await Promise.all([
    run('npm', ['root', '--global']),
    run('mmdebstrap', ['--variant=minbase', '--include=libstdc++6', 'trixie', join(context, 'debian.tar')], { maxBuffer: MAX_OUTPUT }),
  ])
  for (const file of ['bin/node', 'LICENSE']) await copyFile(join(node, file), join(local, file))
  await cp(join(npm.trim(), 'npm'), join(local, 'lib/node_modules/npm'), { recursive: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nADD debian.tar /\nCOPY node /\n')
  await run('docker', ['build', '--quiet', '--network=none', '--tag', name, context], { maxBuffer: MAX_OUTPUT })
  return name
}

const CACHE_IMAGE = 'case-timeline/npm-cache:test'

/** Takes npm's cache into the engine, as an image: it is sent once, and stays the same while other processes use npm. */
export const importNpmCache = async (folder) => {
  if (await hasImage(CACHE_IMAGE)) return
  const { stdout: cache } = await run('npm', ['config', 'get', 'cache'])
  const archive = join(folder, 'npm-cache.tar')
  await run('tar', ['-cf', archive, '-C', cache.trim(), '_cacache'])
  await run('docker', ['import', archive, CACHE_IMAGE])
  await rm(archive)
}

/**
 * Builds images without network and without registry.
 * @param targets the targets of images.hcl
 * @param version the tag
 * @throws CannotStart with the end of the build's output
 */
export const buildImages = async (targets, version, ...options) => {
  const offline = ['--set', `*.contexts.npm-cache=docker-image://${CACHE_IMAGE}`, '--set', '*.args.npm_config_offline=true']
  const bake = ['buildx', 'bake', '--file', 'deploy/images.hcl', '--progress=plain', ...offline, ...options, ...targets]
  await run('docker', bake, { cwd: ROOT, env: { ...process.env, VERSION: version }, maxBuffer: MAX_OUTPUT }).catch(({ stderr }) => {
    throw new CannotStart(`The images could not be built:\n${stderr.trim().split('\n').slice(-40).join('\n')}`)
  })
}
