/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bluetoothd for tests of the link: shows adapters and wearables on a bus, does what it is told
 * to and counts what it is asked for. What it answers follows bluetoothd 5.66.
 *
 * It fails the test by itself when somebody connects while an adapter scans or another connection
 * is under way, or asks for values by broadcast signals.
 */
#pragma once

#include "dbus/bluez.h"

G_BEGIN_DECLS

typedef struct {
	GDBusConnection *bus;
	GDBusObjectManagerServer *manager;
	GCancellable *cancellable; /* of what it asks others for */
	guint name;
	guint connecting;
	GPtrArray *adapters; /* of BluezAdapter1 */
	GPtrArray *devices;  /* of FakeDevice */
	guint filter;
	GAsyncQueue *trusted; /* paths of devices that are to be marked */
	/* The agent that is registered; NULL = none. */
	char *agent_owner;
	char *agent_path;
	char capability[32]; /* of the last one */
	GStrv profile;       /* UUIDs of the GattProfile1 that is registered; NULL = none */
	guint removed;       /* devices */
	guint switched_off;  /* adapters */
} FakeBluez;

/* What a fake wearable shows. */
enum { FAKE_PASSKEY = 123456 };

typedef enum {
	FAKE_PMD = 1,              /* with a control point that only indicates, as an H10's */
	FAKE_CONTROL_NOTIFIES = 2, /* ... that can be acquired */
	FAKE_HEART_RATE = 4,
	FAKE_BATTERY = 8,
	FAKE_NO_ACQUIRE = 16,         /* no characteristic offers AcquireNotify */
	FAKE_NO_CHARACTERISTICS = 32, /* until fake_device_show_characteristics() */
	FAKE_GSP = 64,                /* Movesense's protocol */
	FAKE_ALERT = 128,
	FAKE_THERMOMETER = 256, /* only indicates */
	FAKE_STRANGE = 512,     /* a service that nobody knows */
	FAKE_BONDED = 1024,     /* from the start */
	FAKE_OXIMETER = 2048,   /* continuous only */
	FAKE_THINGY = 4096,     /* advertises its configuration service alone */
	FAKE_WITMOTION = 8192,
} FakeTraits;

typedef struct {
	FakeBluez *bluez;
	char *path;
	GPtrArray *paths; /* of services and characteristics */
	BluezDevice1 *device;
	FakeTraits traits;
	/* What to do when asked. */
	gboolean connect_hangs;
	gboolean connect_fails;
	gboolean connect_aborts; /* as if it had taken all the time */
	gboolean silent;        /* commands get no reply */
	gboolean rubbish;       /* ... or this */
	gboolean holds_replies; /* of PMD, until fake_device_answer() */
	GBytes *held;           /* the command that waits for it */
	guint16 mtu;
	const char *maker, *model, *serial, *firmware;
	guint64 features;      /* of PMD; 0 = does not say */
	guint64 refused_types; /* of PMD: bit n = measurement n is not started */
	gboolean splits_replies;
	const char *pair_error; /* NULL = pairs */
	gboolean pair_hangs;    /* until it is cancelled */
	gboolean asks_passkey;
	/* What was asked for. */
	guint connects, disconnects, starts, stops, control_start_notifies, refused_acquires;
	guint pairs, cancelled_pairings, alerts, indication_subscriptions;
	guint stops_before_disconnect;
	guint alert;        /* the last level */
	guint32 passkey;    /* as answered */
	guint rate_hz[64];  /* of each PMD measurement that streams; 0 = does not */
	GString *gsp;       /* a line for each command: operation reference path */
	GString *witmotion; /* ... : the bytes */
	GDBusMethodInvocation *pair_call;
	/* Our ends of what was acquired, -1 = was not. */
	int ecg_fd, heart_rate_fd, battery_fd, control_fd, gsp_fd;
	int motion_fd; /* also an oximeter's */
	BluezGattCharacteristic1 *control, *thermometer;
} FakeDevice;

/* Owns org.bluez when it returns. Objects appear at once. */
FakeBluez *fake_bluez_new(const char *bus_address);
/* Leaves the bus, as a crash does. Free the devices first. */
void fake_bluez_free(FakeBluez *bluez);

BluezAdapter1 *fake_adapter_add(FakeBluez *bluez, const char *name, gboolean powered);
/* Unplugs it. */
void fake_adapter_remove(FakeBluez *bluez, BluezAdapter1 *adapter);

FakeDevice *fake_device_new(FakeBluez *bluez, const char *adapter, const char *address,
			    FakeTraits traits);
void fake_device_show_characteristics(FakeDevice *device);
/* bluetoothd has connected it by itself. */
void fake_device_link_up(FakeDevice *device);
void fake_device_set_bonded(FakeDevice *device, gboolean bonded);
/* Asks an agent to authorize a pairing, or for the passkey. */
void fake_device_ask_agent(FakeDevice *device, const char *owner, const char *agent,
			   GAsyncReadyCallback callback, gpointer user_data);
/* To the command that was held. */
void fake_device_answer(FakeDevice *device);
/* The link is lost. */
void fake_device_drop(FakeDevice *device);
/* The object goes. */
void fake_device_free(FakeDevice *device);

void fake_device_notify(int fd, const void *data, gsize size);
/* Of the thermometer, by signal. */
void fake_device_indicate(FakeDevice *device, const void *data, gsize size);
/* A frame of n samples that count up from first. */
void fake_device_send_ecg(FakeDevice *device, gint32 first, guint n);

G_END_DECLS
