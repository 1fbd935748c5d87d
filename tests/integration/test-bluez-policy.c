/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the shipped policy for org.bluez keeps a second account from hearing what a wearable
 * indicates: a bus with the rules of a system bus, a bluetoothd that broadcasts a value, and a
 * listener that runs as nobody. Without the policy that listener must hear it, or the test would
 * prove nothing. Needs root, and skips without it.
 */
#include "tests/integration/fake-bluez.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define STRAP          "A0:9E:1A:00:00:01"
#define MARK_INTERFACE "org.healthtwin.Mark"

enum { SKIP = 77, GUARD_S = 30 };

/* Debian's own rules, as far as they matter here. */
static const char bus_config[] =
    "<busconfig><type>system</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>"
    "<policy context=\"default\"><allow user=\"*\"/><deny own=\"*\"/>"
    "<deny send_type=\"method_call\"/><allow send_type=\"signal\"/>"
    "<allow send_requested_reply=\"true\" send_type=\"method_return\"/>"
    "<allow send_requested_reply=\"true\" send_type=\"error\"/>"
    "<allow receive_type=\"method_call\"/><allow receive_type=\"method_return\"/>"
    "<allow receive_type=\"error\"/><allow receive_type=\"signal\"/>"
    "<allow send_destination=\"org.freedesktop.DBus\"/></policy>"
    "<policy user=\"root\"><allow own=\"org.bluez\"/></policy>"
    "<policy context=\"default\"><allow send_destination=\"org.bluez\"/></policy>"
    "%s</busconfig>";

static GDBusConnection *connect_to(const char *address)
{
	g_autoptr(GError) error = NULL;
	GDBusConnection *bus = g_dbus_connection_new_for_address_sync(
	    address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);

	g_assert_no_error(error);
	return bus;
}

static void on_signal(GDBusConnection *bus, const gchar *sender, const gchar *path,
		      const gchar *interface, const gchar *name, GVariant *arguments, gpointer data)
{
	(void)bus;
	(void)sender;
	(void)path;
	(void)arguments;
	if (g_str_equal(interface, MARK_INTERFACE))
		*(gboolean *)data = TRUE;
	else if (g_str_equal(name, "PropertiesChanged"))
		g_print("heard\n");
}

/* The other account: says what it can read, that it listens, and what it hears up to the mark. */
static int listen_in(const char *address)
{
	g_autoptr(GDBusConnection) bus = connect_to(address);
	g_autoptr(GVariant) objects = NULL;
	gboolean marked = FALSE;

	g_dbus_connection_signal_subscribe(bus, NULL, NULL, NULL, NULL, NULL,
					   G_DBUS_SIGNAL_FLAGS_NONE, on_signal, &marked, NULL);
	objects = g_dbus_connection_call_sync(
	    bus, "org.bluez", "/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
	    NULL, G_DBUS_CALL_FLAGS_NONE, 2000, NULL, NULL);
	g_print("%s\n", objects ? "read" : "refused");
	while (!marked)
		g_main_context_iteration(NULL, TRUE);
	return 0;
}

typedef struct {
	char *folder;
	char *program; /* ours, where every account can run it */
	GSubprocess *daemon;
	char *address;
	FakeBluez *bluez;
	FakeDevice *thermometer;
	guint guard;
} Bus;

static gboolean on_guard(gpointer data)
{
	(void)data;
	g_error("the test hangs");
	return G_SOURCE_REMOVE;
}

static void on_line(GObject *source, GAsyncResult *result, gpointer data)
{
	*(char **)data =
	    g_data_input_stream_read_line_finish(G_DATA_INPUT_STREAM(source), result, NULL, NULL);
	if (!*(char **)data)
		*(char **)data = g_strdup("");
}

/* (transfer full) "" at the end. The fake bluetoothd goes on answering. */
static char *read_line(GDataInputStream *stream)
{
	char *line = NULL;

	g_data_input_stream_read_line_async(stream, G_PRIORITY_DEFAULT, NULL, on_line, &line);
	while (!line)
		g_main_context_iteration(NULL, TRUE);
	return line;
}

static GDataInputStream *output_of(GSubprocess *process)
{
	return g_data_input_stream_new(g_subprocess_get_stdout_pipe(process));
}

static void copy_program(Bus *bus)
{
	g_autoptr(GFile) from = g_file_new_for_path("/proc/self/exe");
	g_autoptr(GFile) to = NULL;
	g_autoptr(GError) error = NULL;

	bus->program = g_build_filename(bus->folder, "listen", NULL);
	to = g_file_new_for_path(bus->program);
	g_assert_true(g_file_copy(from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error));
	g_assert_no_error(error);
	g_assert_cmpint(g_chmod(bus->program, 0755), ==, 0);
}

/* A test that fails must leave no bus behind. */
static void die_with_parent(gpointer data)
{
	(void)data;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void start_daemon(Bus *bus, gboolean with_policy)
{
	g_autofree char *config = g_build_filename(bus->folder, "bus.conf", NULL);
	g_autofree char *option = g_strconcat("--config-file=", config, NULL);
	g_autofree char *include = g_strdup_printf(
	    "<include>%s/packaging/dbus/health-twin-bluez.conf</include>", g_getenv("top_srcdir"));
	g_autofree char *text =
	    g_strdup_printf(bus_config, bus->folder, with_policy ? include : "");
	g_autoptr(GSubprocessLauncher) launcher =
	    g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
	g_autoptr(GDataInputStream) output = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(config, text, -1, NULL));
	g_subprocess_launcher_set_child_setup(launcher, die_with_parent, NULL, NULL);
	bus->daemon =
	    g_subprocess_launcher_spawn(launcher, &error, "dbus-daemon", option, "--nofork",
					"--nopidfile", "--print-address", NULL);
	g_assert_no_error(error);
	output = output_of(bus->daemon);
	bus->address = read_line(output);
	g_assert_cmpstr(bus->address, !=, "");
}

static void set_up(Bus *bus, gconstpointer with_policy)
{
	g_autoptr(GError) error = NULL;

	bus->guard = g_timeout_add_seconds(GUARD_S, on_guard, NULL);
	bus->folder = g_dir_make_tmp("health-twin-policy-XXXXXX", &error);
	g_assert_no_error(error);
	g_assert_cmpint(g_chmod(bus->folder, 0755), ==, 0);
	copy_program(bus);
	start_daemon(bus, GPOINTER_TO_INT(with_policy));
	bus->bluez = fake_bluez_new(bus->address);
	fake_adapter_add(bus->bluez, "hci0", TRUE);
	bus->thermometer = fake_device_new(bus->bluez, "hci0", STRAP, FAKE_THERMOMETER);
}

static void remove_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	for (const char *name; (name = g_dir_read_name(dir));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_remove(path);
	}
	g_rmdir(folder);
}

static void tear_down(Bus *bus, gconstpointer data)
{
	(void)data;
	fake_device_free(bus->thermometer);
	fake_bluez_free(bus->bluez);
	g_subprocess_force_exit(bus->daemon);
	g_subprocess_wait(bus->daemon, NULL, NULL);
	g_object_unref(bus->daemon);
	remove_folder(bus->folder);
	g_source_remove(bus->guard);
	g_free(bus->address);
	g_free(bus->program);
	g_free(bus->folder);
}

/* Everything that the fake has sent has gone through the bus, and the mark comes behind it. */
static void send_mark(Bus *bus)
{
	g_autoptr(GDBusConnection) other = connect_to(bus->address);
	g_autoptr(GVariant) id = g_dbus_connection_call_sync(
	    bus->bluez->bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId", NULL,
	    NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

	g_assert_nonnull(id);
	g_assert_true(
	    g_dbus_connection_emit_signal(other, NULL, "/", MARK_INTERFACE, "Mark", NULL, NULL));
	g_dbus_connection_flush_sync(other, NULL, NULL);
	g_dbus_connection_close_sync(other, NULL, NULL);
}

/*
 * user: as setpriv takes it. tenths: of a degree; each value is another one, as the fake broadcasts only
 * what has changed. (transfer full) what the listener says, line by line.
 */
static char *overhear(Bus *bus, const char *user, guint8 tenths)
{
	const guint8 temperature[] = {0x00, tenths, 0x01, 0x00, 0xff};
	g_autofree char *uid = g_strconcat("--reuid=", user, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GSubprocess) listener =
	    g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "setpriv", uid,
			     "--clear-groups", bus->program, "listen", bus->address, NULL);
	g_autoptr(GDataInputStream) output = NULL;
	GString *said = g_string_new(NULL);

	g_assert_no_error(error);
	output = output_of(listener);
	for (;;) {
		g_autofree char *line = read_line(output);

		if (*line == '\0')
			break;
		g_string_append_printf(said, "%s\n", line);
		if (!g_str_equal(line, "read") && !g_str_equal(line, "refused"))
			continue;
		fake_device_indicate(bus->thermometer, temperature, sizeof temperature);
		send_mark(bus);
	}
	g_assert_true(g_subprocess_wait_check(listener, NULL, &error));
	g_assert_no_error(error);
	return g_string_free(said, FALSE);
}

static void test_without(Bus *bus, gconstpointer data)
{
	g_autofree char *said = overhear(bus, "nobody", 0x70);

	(void)data;
	g_assert_cmpstr(said, ==, "read\nheard\n");
}

static void test_with(Bus *bus, gconstpointer data)
{
	g_autofree char *nobody = overhear(bus, "nobody", 0x70);
	g_autofree char *root = overhear(bus, "root", 0x71);

	(void)data;
	g_assert_cmpstr(nobody, ==, "refused\n");
	g_assert_cmpstr(root, ==, "read\nheard\n");
}

int main(int argc, char **argv)
{
	g_autofree char *setpriv = g_find_program_in_path("setpriv");

	if (argc == 3 && g_str_equal(argv[1], "listen"))
		return listen_in(argv[2]);
	g_test_init(&argc, &argv, NULL);
	if (geteuid() != 0 || !setpriv) {
		g_printerr("skipped: listening as another account needs root and setpriv\n");
		return SKIP;
	}
	g_test_add("/bluez-policy/without-it-others-hear", Bus, GINT_TO_POINTER(FALSE), set_up,
		   test_without, tear_down);
	g_test_add("/bluez-policy/with-it-they-do-not", Bus, GINT_TO_POINTER(TRUE), set_up,
		   test_with, tear_down);
	return g_test_run();
}
