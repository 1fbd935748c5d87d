/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/quantity-words.h"

static const struct {
	enum quantity quantity;
	const char *name;
	const char *unit;
	const char *words;
	int decimals; /* that a person reads */
} known[] = {
    {QUANTITY_ACCELERATION, "acceleration", "m/s2", "acceleration", 2},
    {QUANTITY_ANGULAR_RATE, "angular_rate", "rad/s", "angular rate", 2},
    {QUANTITY_MAGNETIC_FIELD, "magnetic_field", "uT", "magnetic field", 1},
    {QUANTITY_ORIENTATION, "orientation", "", "orientation", 3},
    {QUANTITY_EULER_ANGLES, "euler_angles", "rad", "attitude", 2},
    {QUANTITY_PPG, "ppg", "", "light", 0},
    {QUANTITY_GRAVITY, "gravity", "m/s2", "gravity", 2},
    {QUANTITY_ECG_STATUS, "ecg_status", "", "ECG status", 0},
    {QUANTITY_PPG_INTEGRATION, "ppg_integration", "", "light integration", 0},
    {QUANTITY_PPG_GAIN, "ppg_gain", "", "light gain", 0},
    {QUANTITY_SKIN_TEMPERATURE, "skin_temperature", "degC", "skin temperature", 1},
    {QUANTITY_TEMPERATURE, "temperature", "degC", "temperature", 1},
    {QUANTITY_AIR_PRESSURE, "air_pressure", "hPa", "air pressure", 1},
    {QUANTITY_HEADING, "heading", "rad", "heading", 2},
    {QUANTITY_BATTERY_VOLTAGE, "battery_voltage", "V", "battery voltage", 2},
    {QUANTITY_PPG_MODE, "ppg_mode", "", "light mode", 0},
    {QUANTITY_BODY_TEMPERATURE, "body_temperature", "degC", "body temperature", 1},
    {QUANTITY_SPO2, "spo2", "%", "oxygen saturation", 0},
    {QUANTITY_PULSE_RATE, "pulse_rate", "bpm", "pulse rate", 0},
    {QUANTITY_PULSE_AMPLITUDE, "pulse_amplitude", "%", "pulse amplitude", 1},
    {QUANTITY_SYSTOLIC, "systolic", "mmHg", "systolic pressure", 0},
    {QUANTITY_DIASTOLIC, "diastolic", "mmHg", "diastolic pressure", 0},
    {QUANTITY_MEAN_ARTERIAL, "mean_arterial", "mmHg", "mean arterial pressure", 0},
    {QUANTITY_CUFF_PRESSURE, "cuff_pressure", "mmHg", "cuff pressure", 0},
    {QUANTITY_WEIGHT, "weight", "kg", "weight", 2},
    {QUANTITY_HEIGHT, "height", "m", "height", 2},
    {QUANTITY_BMI, "bmi", "kg/m2", "body mass index", 1},
    {QUANTITY_BODY_FAT, "body_fat", "%", "body fat", 1},
    {QUANTITY_SPO2_FAST, "spo2_fast", "%", "oxygen saturation, fast", 0},
    {QUANTITY_SPO2_SLOW, "spo2_slow", "%", "oxygen saturation, slow", 0},
    {QUANTITY_PULSE_RATE_FAST, "pulse_rate_fast", "bpm", "pulse rate, fast", 0},
    {QUANTITY_PULSE_RATE_SLOW, "pulse_rate_slow", "bpm", "pulse rate, slow", 0},
    {QUANTITY_HEART_RATE, "heart_rate", "bpm", "heart rate", 0},
    {QUANTITY_RR_INTERVAL, "rr_interval", "ms", "interval of beats", 0},
    {QUANTITY_SPEED, "speed", "m/s", "speed", 2},
    {QUANTITY_CADENCE, "cadence", "/min", "cadence", 0},
    {QUANTITY_STRIDE, "stride", "m", "stride", 2},
    {QUANTITY_DISTANCE, "distance", "m", "distance", 0},
    {QUANTITY_STEPS, "steps", "", "steps", 0},
    {QUANTITY_POWER, "power", "W", "power", 0},
    {QUANTITY_ENERGY, "energy", "kJ", "energy", 0},
    {QUANTITY_PEDAL_BALANCE, "pedal_balance", "%", "pedal balance", 1},
    {QUANTITY_TORQUE, "torque", "N m", "torque", 1},
    {QUANTITY_WHEEL_REVOLUTIONS, "wheel_revolutions", "", "wheel revolutions", 0},
    {QUANTITY_WHEEL_EVENT, "wheel_event", "s", "last wheel revolution", 2},
    {QUANTITY_CRANK_REVOLUTIONS, "crank_revolutions", "", "crank revolutions", 0},
    {QUANTITY_CRANK_EVENT, "crank_event", "s", "last crank revolution", 2},
    {QUANTITY_TAP, "tap", "", "tap", 0},
    {QUANTITY_SPORT, "sport", "", "sport", 0},
    {QUANTITY_BASAL_METABOLISM, "basal_metabolism", "kJ", "basal metabolism a day", 0},
    {QUANTITY_MUSCLE, "muscle", "%", "muscle", 1},
    {QUANTITY_MUSCLE_MASS, "muscle_mass", "kg", "muscle mass", 1},
    {QUANTITY_FAT_FREE_MASS, "fat_free_mass", "kg", "fat-free mass", 1},
    {QUANTITY_SOFT_LEAN_MASS, "soft_lean_mass", "kg", "soft lean mass", 1},
    {QUANTITY_BODY_WATER_MASS, "body_water_mass", "kg", "body water", 1},
    {QUANTITY_IMPEDANCE, "impedance", "ohm", "impedance", 0},
};

static int find(guint quantity)
{
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if ((guint)known[i].quantity == quantity)
			return (int)i;
	return -1;
}

const char *ht_quantity_name(guint quantity)
{
	int i = find(quantity);

	if (quantity == 0)
		return "ecg";
	return i >= 0 ? known[i].name : "unknown";
}

const char *ht_quantity_unit(guint quantity)
{
	int i = find(quantity);

	if (quantity == 0)
		return "uV";
	return i >= 0 ? known[i].unit : "";
}

const char *ht_quantity_words(guint quantity)
{
	int i = find(quantity);

	if (quantity == 0)
		return "ECG";
	return i >= 0 ? known[i].words : "a value that this version does not know";
}

char *ht_value_words(guint quantity, double value)
{
	int i = find(quantity);
	const char *unit = ht_quantity_unit(quantity);

	return g_strdup_printf("%s %.*f%s%s", ht_quantity_words(quantity),
			       i >= 0 ? known[i].decimals : 2, value, *unit ? " " : "",
			       g_str_equal(unit, "degC") ? "\u00b0C" : unit);
}

static void add_value(GString *words, guint quantity, double value)
{
	g_autofree char *text = ht_value_words(quantity, value);

	g_string_append_printf(words, "%s%s", words->len ? ", " : "", text);
}

/* As it is said: the pressures of one measurement in one. Returns how many values that took. */
static guint add_pressure(GString *words, const struct reading_block *reading)
{
	if (reading->count < 2 || reading->value[0].quantity != QUANTITY_SYSTOLIC ||
	    reading->value[1].quantity != QUANTITY_DIASTOLIC)
		return 0;
	g_string_append_printf(words, "blood pressure %.0f/%.0f mmHg", reading->value[0].value,
			       reading->value[1].value);
	return 2;
}

char *ht_reading_words(const struct reading_block *reading)
{
	GString *words = g_string_new(NULL);

	for (guint i = add_pressure(words, reading); i < reading->count; i++)
		add_value(words, reading->value[i].quantity, reading->value[i].value);
	if (words->len == 0)
		g_string_append(words, "nothing could be measured");
	if (reading->measuring)
		g_string_append(words, ", still measuring");
	if (reading->questionable)
		g_string_append(words, ", questionable as the device says");
	words->str[0] = g_ascii_toupper(words->str[0]);
	return g_string_free(words, FALSE);
}
