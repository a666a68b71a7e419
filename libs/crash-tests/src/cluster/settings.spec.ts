import { describe, expect, it } from '@jest/globals'
import { Refusal } from './refusals.ts'
import { settingsOf } from './settings.ts'

const KUBECONFIG = '/home/operator/kubeconfig'
const exists = (path: string): boolean => path === KUBECONFIG
const refusalOf = (env: Readonly<Record<string, string>>): string => {
  try {
    settingsOf(env, exists)
  } catch (failure) {
    if (failure instanceof Refusal) return failure.message
    throw failure
  }
  return 'accepted'
}

describe('the settings of npm run test:cluster', () => {
  it('need only the cluster', () =>
    expect(settingsOf({ KUBECONFIG }, exists)).toEqual({
      kubeconfig: KUBECONFIG,
      registry: '',
      tag: '',
      postgresImage: '',
      kafkaImage: '',
      storageClass: '',
      profile: 'minimal',
      minutes: 30,
      keeps: false,
    }))

  it('take registry, tag, storage class, profile and time limit from the environment', () =>
    expect(
      settingsOf(
        {
          KUBECONFIG: `/missing:${KUBECONFIG}`,
          CLUSTER_REGISTRY: 'registry.example',
          CLUSTER_TAG: '0.2.0',
          CLUSTER_STORAGE_CLASS: 'fast',
          CLUSTER_PROFILE: 'kafka',
          CLUSTER_MINUTES: '45',
          CLUSTER_KEEP: 'yes',
        },
        exists,
      ),
    ).toMatchObject({ registry: 'registry.example', tag: '0.2.0', storageClass: 'fast', profile: 'kafka', minutes: 45, keeps: true }))

  it.each([
    [{}, /^KUBECONFIG is not set: name the file of a cluster/],
    [{ KUBECONFIG: '/nowhere' }, /^KUBECONFIG names \/nowhere, which does not exist: name a kubeconfig file\.$/],
    [{ KUBECONFIG, CLUSTER_PROFILE: 'toString' }, /^CLUSTER_PROFILE is toString: set one of minimal, dev, kafka\.$/],
    [{ KUBECONFIG, CLUSTER_MINUTES: '0' }, /^CLUSTER_MINUTES is 0: set a number of minutes/],
    [{ KUBECONFIG, CLUSTER_KEEP: '1' }, /^CLUSTER_KEEP is 1: set yes to keep the namespace, or no\.$/],
  ])('refuse %j in one sentence', (env, sentence) => expect(refusalOf(env)).toMatch(sentence))
})
