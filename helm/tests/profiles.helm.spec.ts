import { describe, expect, it } from '@jest/globals'
import { HELMS, lint, PROFILES, render, valuesOf } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import { REQUIREMENTS } from './workloads.ts'

const SERVICES = ['adjudication', 'audit-trail', 'investigation', 'prosecution', 'victim-support']

describe.each(Object.keys(PROFILES))('the profile %s', (profile) => {
  const files = valuesOf(profile)

  describe.each(HELMS)('with %s', (helm) => {
    const rendered = render({ helm, files })

    it('is accepted by helm lint --strict', async () => expect(await lint({ helm, files })).toMatchObject({ failure: undefined }))

    it('installs all five services', async () => {
      const deployments = (await rendered).filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name)
      expect(deployments.sort()).toEqual(SERVICES.map((service) => `ct-case-timeline-${service}`))
    })

    it('has only fields that Kubernetes knows, of the right type, and all that it requires', async () =>
      expect((await rendered).flatMap(typeFaults)).toEqual([]))

    it.each(REQUIREMENTS)('$sentence', async ({ broken }) => expect(broken(await rendered)).toEqual([]))
  })

  it('is rendered alike by every helm', async () => {
    const [first, ...others] = await Promise.all(HELMS.map((helm) => render({ helm, files })))
    for (const other of others) expect(byName(other)).toEqual(byName(first!))
  })
})

const byName = (manifests: Awaited<ReturnType<typeof render>>) =>
  manifests.toSorted((a, b) => `${a.kind} ${a.metadata.name}`.localeCompare(`${b.kind} ${b.metadata.name}`))

describe('the profile prod', () => {
  it('names every image by its digest', async () => {
    const images = JSON.stringify(await render({ files: valuesOf('prod') })).match(/"image":"[^"]*"/g)
    expect(images?.filter((image) => !image.includes('@sha256:'))).toEqual([])
  })
})

describe('the profile openshift', () => {
  it('leaves the user of pods to the cluster', async () =>
    expect(JSON.stringify(await render({ files: valuesOf('openshift') }))).not.toMatch(/runAsUser|fsGroup/))
})
