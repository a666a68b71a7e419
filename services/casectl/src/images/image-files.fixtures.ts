import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { docker, type Image, output, tagOf } from './docker.fixtures.ts'

/** A file of an image, as tar lists it. */
export interface ImageFile {
  readonly path: string
  readonly mode: string
  readonly owner: string
  readonly bytes: number
}

const Component = z.object({ name: z.string(), version: z.string(), type: z.string().optional() })
const Bom = z.object({ bomFormat: z.string(), components: z.array(Component), metadata: z.object({ component: Component }) })

/** What an image contains. */
export interface ImageContents {
  readonly files: readonly ImageFile[]
  /** The packages whose manifests are in the image, as name@version. */
  readonly packages: ReadonlySet<string>
  readonly bom: z.infer<typeof Bom>
}

/** Files that the engine adds to each container. */
const OF_THE_ENGINE = /^(\.dockerenv|dev\/|proc\/|sys\/|etc\/(hostname|hosts|resolv\.conf|mtab)$)/
/** The manifest of a package, not one that only says how to load a folder of it. */
const MANIFEST = /^app\/((libs|services)\/[^/]+|(.*\/)?node_modules\/(@[^/]+\/)?[^/@]+)\/package\.json$/

/** Unpacks an image, without running it. */
export const contentsOf = async (image: Image): Promise<ImageContents> => {
  const folder = await mkdtemp(join(tmpdir(), 'image-files-'))
  const container = await docker('create', '--network=none', tagOf(image))
  try {
    const archive = join(folder, 'image.tar')
    await docker('export', `--output=${archive}`, container)
    const files = (await output('tar', '--numeric-owner', '-tvf', archive)).split('\n').map(parsed)
    const manifests = files.map(({ path }) => path).filter((path) => MANIFEST.test(path))
    await output('tar', '-xf', archive, '-C', folder, 'app/sbom.cdx.json', '--wildcards', '*/package.json')
    const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(folder, path), 'utf8'))
    const components = await Promise.all(manifests.map(async (path) => Component.parse(await read(path))))
    return {
      files: files.filter(({ path }) => !OF_THE_ENGINE.test(path)),
      packages: new Set(components.map(({ name, version }) => `${name}@${version}`)),
      bom: Bom.parse(await read('app/sbom.cdx.json')),
    }
  } finally {
    await docker('rm', container)
    await rm(folder, { recursive: true })
  }
}

const parsed = (line: string): ImageFile => {
  const [, mode = '', owner = '', bytes = '', path = ''] = /^(\S+) (\S+) +(\d+) \S+ \S+ (.*?)(?: -> .*)?$/.exec(line) ?? []
  return { mode, owner, bytes: Number(bytes), path }
}
