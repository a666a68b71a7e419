import { expect, it } from '@jest/globals'
import { buildImages } from '../../../../deploy/engine/build-images.mjs'
import { inspected, tagOf } from './docker.fixtures.ts'

it('a second build, of everything, gives the same layers', async () => {
  await buildImages(['casectl', 'investigation'], 'again', '--no-cache')
  for (const image of ['casectl', 'investigation'] as const) {
    const { RootFS } = await inspected(`case-timeline/${image}:again`)
    expect(RootFS.Layers).toEqual((await inspected(tagOf(image))).RootFS.Layers)
  }
}, 900_000)
