import { commandType } from '../command-type.ts'
import { AssetsFrozen } from './assets-frozen.ts'
import { AssetsReleased } from './assets-released.ts'
import { CooperationMechanismEnded } from './cooperation-mechanism-ended.ts'
import { CooperationMechanismEstablished } from './cooperation-mechanism-established.ts'
import { JointInvestigationEstablished } from './joint-investigation-established.ts'
import { PoliceCooperationAnswered } from './police-cooperation-answered.ts'
import { PoliceCooperationRequested } from './police-cooperation-requested.ts'
import { SpontaneousInformationShared } from './spontaneous-information-shared.ts'

export const EstablishCooperationMechanism = commandType({
  name: 'EstablishCooperationMechanism',
  service: 'investigation',
  meaning: 'Establishes a cooperation mechanism between police of several countries.',
  data: CooperationMechanismEstablished.data,
  example: CooperationMechanismEstablished.example,
})

export const EndCooperationMechanism = commandType({
  name: 'EndCooperationMechanism',
  service: 'investigation',
  meaning: 'Records that a cooperation mechanism ended.',
  data: CooperationMechanismEnded.data,
  example: CooperationMechanismEnded.example,
})

export const RequestPoliceCooperation = commandType({
  name: 'RequestPoliceCooperation',
  service: 'investigation',
  meaning: 'Sends a request to the police of another country.',
  data: PoliceCooperationRequested.data,
  example: PoliceCooperationRequested.example,
})

export const RecordPoliceCooperationAnswer = commandType({
  name: 'RecordPoliceCooperationAnswer',
  service: 'investigation',
  meaning: 'Records the answer of the police of another country to a request.',
  data: PoliceCooperationAnswered.data,
  example: PoliceCooperationAnswered.example,
})

export const ShareSpontaneousInformation = commandType({
  name: 'ShareSpontaneousInformation',
  service: 'investigation',
  meaning: 'Shares information with the police of another country without a request.',
  data: SpontaneousInformationShared.data,
  example: SpontaneousInformationShared.example,
})

export const EstablishJointInvestigation = commandType({
  name: 'EstablishJointInvestigation',
  service: 'investigation',
  meaning: 'Records the agreement with other countries on a joint investigation.',
  data: JointInvestigationEstablished.data,
  example: JointInvestigationEstablished.example,
})

export const FreezeAssets = commandType({
  name: 'FreezeAssets',
  service: 'investigation',
  meaning: 'Records that assets were frozen.',
  data: AssetsFrozen.data,
  example: AssetsFrozen.example,
})

export const ReleaseAssets = commandType({
  name: 'ReleaseAssets',
  service: 'investigation',
  meaning: 'Records that frozen assets were released.',
  data: AssetsReleased.data,
  example: AssetsReleased.example,
})
